"""Customers: found by what staff know of them, and read only by who may."""

from typing import Any

import pytest

from admin.customers.one.sheet import ShownAddress
from admin.customers.one.state import CustomerState, NotesState
from admin.customers.state import CustomersState
from admin.log.state import LogState
from admin.orders.one.state import SheetState
from commerce.db.session import transaction
from commerce.people.addresses import BookedAddress, add_address
from commerce.people.models import Customer, CustomerNote, Role
from commerce.people.notes import notes_of
from tests.admin.back_office import refused
from tests.admin.customers.people import a_customer
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PLACE = {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"}


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), stock=50)


async def listed(desk: Desk, query: str = "") -> CustomersState:
    state = desk.at(CustomersState, f"/admin/customers/{query}")
    await call(state, "load")
    return state


async def names(desk: Desk, query: str = "") -> list[str]:
    return [row.name for row in (await listed(desk, query)).rows]


def page(desk: Desk, state: Any, person: object, query: str = "") -> Any:
    return desk.at(state, f"/admin/customers/{person}/{query}")


async def test_the_list_has_the_newest_first_with_what_they_ordered(shop: BuiltShop):
    han = await a_customer(shop)
    await a_customer(shop, "", "+8613800138009", "")
    await a_paid_order(shop, quantity=2, customer_id=han)
    await an_order(shop, customer_id=han)
    await a_customer(await a_shop(), "Of another shop")
    new, old = (await listed(await a_desk(shop, Role.CLERK))).rows
    assert (new.name, new.phone, new.orders, new.paid) == ("No name", "+8613800138009", "0", "–")
    assert (old.name, old.email, old.orders, old.paid) == (
        "Han Mei",
        "han@example.com",
        "2",
        "CN¥28.00",
    )
    assert old.href == f"/admin/customers/{han}"


@pytest.mark.parametrize(
    "search", ["13800138005", "+86 138 0013 8005", "HAN@example.com", "李", "李雷", "{number}"]
)
async def test_a_customer_is_found_by_phone_e_mail_name_on_an_order_and_number(
    shop: BuiltShop, search: str
):
    han = await a_customer(shop, phone="+8613800138005")
    await a_customer(shop, "Somebody else", email="else@example.com")
    number = (await an_order(shop, customer_id=han)).number
    query = search.replace("{number}", number.lower()).replace("+", "%2B").replace(" ", "%20")
    assert await names(await a_desk(shop), f"?q={query}") == ["Han Mei"]


async def test_what_fits_nobody_finds_nobody_and_a_guest_is_no_customer(shop: BuiltShop):
    await a_customer(shop)
    guest = (await an_order(shop)).number
    desk = await a_desk(shop)
    assert await names(desk, f"?q={guest}") == []
    assert await names(desk, "?q=nobody@example.com") == []
    assert await names(desk, "?q=%25") == []


async def test_customers_are_narrowed_to_those_with_so_many_orders(shop: BuiltShop):
    await a_customer(shop, "None")
    for name, count in (("One", 1), ("Two", 2)):
        person = await a_customer(shop, name, email=f"{name}@example.com")
        for _ in range(count):
            await an_order(shop, customer_id=person)
    desk = await a_desk(shop)
    assert await names(desk, "?orders=1") == ["Two", "One"]
    assert await names(desk, "?orders=2") == ["Two"]
    assert await names(desk, "?orders=2&q=one@example.com") == []
    assert refused(await listed(desk, "?orders=many")).code == "invalid"


async def test_older_customers_stand_on_the_next_page(shop: BuiltShop):
    for n in range(26):
        await a_customer(shop, f"Number {n}", email=f"n{n}@example.com")
    desk = await a_desk(shop)
    first = await listed(desk)
    assert [row.name for row in first.rows][::24] == ["Number 25", "Number 1"]
    second = await listed(desk, first.older_href.partition("/admin/customers/")[2])
    assert [row.name for row in second.rows] == ["Number 0"]
    assert (second.older_href, second.newest_href) == ("", "/admin/customers/")


async def test_the_page_of_a_customer_has_orders_sums_and_addresses(shop: BuiltShop):
    han = await a_customer(shop, phone="+8613800138005")
    await an_order(shop, customer_id=han)
    paid = await a_paid_order(shop, quantity=2, customer_id=han)
    booked = PLACE | {"name": "李雷", "phone": "13800138000", "email": ""}
    async with transaction(shop.id) as session:
        person = await session.get_one(Customer, han)
        await add_address(session, person.id, BookedAddress.parse(booked, "CN"))
    state = page(await a_desk(shop, Role.CLERK), CustomerState, han)
    await call(state, "load")
    sheet = state.sheet
    assert (state.found, sheet.name, sheet.phone, sheet.email) == (
        "yes",
        "Han Mei",
        "+8613800138005",
        "han@example.com",
    )
    assert (sheet.phone_note, sheet.email_note) == ("confirmed", "not confirmed")
    assert (sheet.orders, sheet.paid, sheet.refunded) == ("2", "CN¥28.00", "CN¥0.00")
    lines = "南京路 1 号\n上海 上海\nChina"
    assert sheet.addresses == [ShownAddress("李雷", "+8613800138000", lines, is_default=True)]
    assert {row.number for row in state.orders} >= {paid.number}
    assert len(state.orders) == 2


async def test_an_order_leads_to_its_customer_for_who_may_see_them(shop: BuiltShop):
    han = await a_customer(shop)
    number = (await an_order(shop, customer_id=han)).number
    guests = (await an_order(shop)).number
    clerk, viewer = await a_desk(shop, Role.CLERK), await a_desk(shop, Role.VIEWER)
    hrefs = []
    for desk, one in ((clerk, number), (viewer, number), (clerk, guests)):
        state = desk.at(SheetState, f"/admin/orders/{one}")
        await call(state, "refresh")
        hrefs.append(state.sheet.buyer_href)
    assert hrefs == [f"/admin/customers/{han}", "", ""]


@pytest.mark.parametrize("path", ["01a00222-0e08-7f53-8939-8e44c0e8eb71", "x", ""])
async def test_who_is_no_customer_of_the_shop_is_not_found(shop: BuiltShop, path: str):
    state = page(await a_desk(shop), CustomerState, path)
    await call(state, "load")
    assert (state.found, state.sheet.name) == ("no", "")


async def test_another_shop_s_customer_is_not_found_nor_noted(shop: BuiltShop):
    other = await a_customer(await a_shop())
    desk = await a_desk(shop)
    state, notes = page(desk, CustomerState, other), page(desk, NotesState, other)
    await call(state, "load")
    await call(notes, "write", {"text": "Hello"})
    assert (state.found, refused(notes).code, notes.notes) == ("no", "not_found", [])


async def test_staff_note_what_they_know_and_the_log_says_who_but_not_what(shop: BuiltShop):
    han = await a_customer(shop)
    desk = await a_desk(shop, Role.CLERK)
    notes = page(desk, NotesState, han)
    await call(notes, "write", {"text": "  Rings twice\r\nLeaves it at 3 "})
    await call(notes, "write", {"text": "Second"})
    assert [(note.text, note.who, note.mine) for note in notes.notes] == [
        ("Second", "The clerk", True),
        ("Rings twice\nLeaves it at 3", "The clerk", True),
    ]
    owner = await a_desk(shop)
    seen = page(owner, NotesState, han)
    await call(seen, "load")
    assert [note.mine for note in seen.notes] == [False, False]
    log = owner.at(LogState, "/admin/log/")
    await call(log, "load")
    told = log.rows[0]
    assert (told.act, told.staff, told.about, told.href) == (
        "Wrote a note on a customer",
        "The clerk",
        "Customer",
        f"/admin/customers/{han}",
    )
    assert "Second" not in str(log.rows)


async def test_a_note_is_sealed(shop: BuiltShop):
    han = await a_customer(shop)
    notes = page(await a_desk(shop), NotesState, han)
    await call(notes, "write", {"text": "Rings twice"})
    async with transaction(shop.id) as session:
        row = await session.get_one(CustomerNote, notes.notes[0].id)
    assert b"Rings" not in row.text_sealed


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n ", "Please fill this in."),
        ("a\x07b", "Please leave out invisible control characters."),
        ("x" * 2001, "Please enter at most 2000 characters."),
    ],
)
async def test_a_note_that_says_nothing_or_too_much_is_refused(
    shop: BuiltShop, text: str, sentence: str
):
    notes = page(await a_desk(shop), NotesState, await a_customer(shop))
    await call(notes, "write", {"text": text})
    assert refused(notes).fields == {"text": sentence}
    assert notes.notes == []


async def test_only_who_wrote_a_note_takes_it_away(shop: BuiltShop):
    han = await a_customer(shop)
    mine = page(await a_desk(shop, Role.CLERK), NotesState, han)
    await call(mine, "write", {"text": "Mine"})
    note = mine.notes[0].id
    other = page(await a_desk(shop), NotesState, han)
    await call(other, "remove", note)
    assert refused(other).code == "not_allowed"
    await call(mine, "remove", note)
    assert mine.notes == []
    await call(mine, "remove", note)
    assert refused(mine).code == "not_found"


@pytest.mark.parametrize(
    ("state", "handler", "given"),
    [
        (CustomersState, "load", ()),
        (CustomerState, "load", ()),
        (NotesState, "load", ()),
        (NotesState, "write", ({"text": "I was here"},)),
    ],
)
async def test_who_may_not_see_customers_reads_and_writes_nothing(
    shop: BuiltShop, state: Any, handler: str, given: tuple[Any, ...]
):
    han = await a_customer(shop)
    at = page(await a_desk(shop, Role.VIEWER), state, han)
    with pytest.raises(Refused):
        await call(at, handler, *given)
    assert refused(at).code == "not_allowed"
    assert "Han Mei" not in str(at.dict())
    async with transaction(shop.id) as session:
        assert await notes_of(session, han) == ()
