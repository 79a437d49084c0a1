"""The list of orders: found by anything people know of it, by the URL alone, page by page."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from admin.orders.narrowing import Narrowing
from admin.orders.state import OrdersState
from commerce import clock
from commerce.db.session import transaction
from commerce.errors import InvalidInput
from commerce.orders.queries import OrderFilter, orders_of_shop
from commerce.orders.to_do import to_do_counts
from commerce.people.models import Role
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
ANA = {"name": "Ana Souza", "phone": "13900139000", "email": "ana@example.com"}


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop()), "CUP")


async def listed(desk: Desk, **query: str) -> OrdersState:
    state = desk.at(OrdersState, f"/admin/orders/?{urlencode(query)}")
    await call(state, "load")
    return state


def numbers(state: OrdersState) -> list[str]:
    return [row.number for row in state.rows]


async def test_the_newest_come_first_with_what_is_to_do_counted(shop: BuiltShop):
    first, second = await an_order(shop), await a_paid_order(shop)
    state = await listed(await a_desk(shop))
    assert numbers(state) == [second.number, first.number]
    assert (state.counts.to_pay, state.counts.to_ship, state.counts.to_deliver) == ("1", "1", "")


@pytest.mark.parametrize(
    "known", ["Ana Souza", "ana s", "139 0013 9000", "ANA@example.com", "CUP", "NUMBER"]
)
async def test_an_order_is_found_by_what_people_know_of_it(shop: BuiltShop, known: str):
    await an_order(shop)
    wanted = await an_order(shop, "CUP", contact=ANA)
    asked = f" {wanted.number.lower()[:5]}-{wanted.number[5:]}" if known == "NUMBER" else known
    assert numbers(await listed(await a_desk(shop), q=asked)) == [wanted.number]


async def test_another_shops_orders_are_not_there(shop: BuiltShop):
    other = await a_product(await a_shop())
    strange = await an_order(other, contact=ANA)
    desk = await a_desk(shop)
    assert numbers(await listed(desk)) == []
    assert numbers(await listed(desk, q=strange.number)) == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"to_do": "to_pay"}, "unpaid"),
        ({"to_do": "to_ship"}, "paid"),
        ({"payment": "paid"}, "paid"),
        ({"payment": "unpaid", "status": "open"}, "unpaid"),
        ({"status": "cancelled"}, ""),
    ],
)
async def test_the_url_narrows_the_list(shop: BuiltShop, query: dict[str, str], wanted: str):
    found = {"unpaid": (await an_order(shop)).number, "paid": (await a_paid_order(shop)).number}
    state = await listed(await a_desk(shop), **query)
    assert numbers(state) == ([found[wanted]] if wanted else [])


async def test_days_are_days_of_the_shop_and_the_last_one_counts(shop: BuiltShop):
    order = await an_order(shop)
    desk, today = await a_desk(shop), clock.now().astimezone(clock.zone("Asia/Shanghai")).date()
    after, before = today + timedelta(days=1), today - timedelta(days=1)
    assert numbers(await listed(desk, since=str(today), until=str(today))) == [order.number]
    assert numbers(await listed(desk, since=str(after))) == []
    assert numbers(await listed(desk, until=str(before))) == []


async def test_pages_lead_on_and_back_over_each_order_once(shop: BuiltShop):
    placed = [(await an_order(shop)).number for _n in range(5)][::-1]
    async with transaction(shop.id) as session:

        async def page(cursor: str | None = None, *, newer: bool = False):
            return await orders_of_shop(session, OrderFilter(), "en", "CN", cursor, 2, newer=newer)

        first = await page()
        second = await page(first.next_cursor)
        third = await page(second.next_cursor)
        back = await page(third.previous_cursor, newer=True)
        start = await page(back.previous_cursor, newer=True)
    seen = [[order.number for order in p.orders] for p in (first, second, third)]
    assert seen == [placed[:2], placed[2:4], placed[4:]]
    assert (first.previous_cursor, third.next_cursor) == (None, None)
    assert [order.number for order in back.orders] == placed[2:4]
    assert [order.number for order in start.orders] == placed[:2]


async def test_what_is_to_do_is_counted_in_this_shop_alone(shop: BuiltShop):
    other = await a_product(await a_shop())
    await a_paid_order(other)
    async with transaction(shop.id) as session:
        counts = await to_do_counts(session)
    assert (counts.to_pay, counts.to_ship, counts.to_deliver) == (0, 0, 0)


async def test_a_broken_url_is_told_and_shows_nothing(shop: BuiltShop):
    await an_order(shop)
    state = await listed(await a_desk(shop), since="yesterday", to_do="everything")
    assert state.rows == []
    assert state.refusal is not None
    assert set(state.refusal.fields) == {"since", "to_do"}


@pytest.mark.parametrize("odd", [None, 7, [], {"q": "x" * 121}, {"q": "a\x00b"}, {"status": {}}])
def test_odd_payloads_are_refused(odd: object):
    with pytest.raises(InvalidInput):
        Narrowing.parse(odd)


async def test_filters_go_into_the_url_and_keep_the_tab(shop: BuiltShop):
    state = await listed(await a_desk(shop), to_do="to_ship")
    event = await call(state, "narrow", {"q": "Ana", "payment": "paid"})
    assert "/admin/orders/?q=Ana&to_do=to_ship&payment=paid" in str(event)


async def test_the_list_is_for_staff_of_this_shop_alone(shop: BuiltShop):
    stranger = await a_desk(await a_shop(), Role.OWNER)
    state = Desk(shop, stranger.staff_id, stranger.membership_id, stranger.cookie).at(
        OrdersState, "/admin/orders/"
    )
    with pytest.raises(Refused):
        await call(state, "load")
    assert state.rows == []
