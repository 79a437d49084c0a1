"""The palette: a few of each sort, and only what the person may see."""

import pytest

from admin.palette.actions import MOST as MOST_ACTIONS
from admin.palette.finding import Found, Item
from admin.palette.state import PaletteState
from commerce.people.models import Role
from tests.admin.customers.people import a_customer
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), stock=50)


async def found(desk: Desk, asked: str, locale: str = "") -> dict[str, list[Item]]:
    state = desk.at(PaletteState, f"{locale}/admin/")
    await call(state, "look", asked)
    return {group.code: group.items for group in state.found.groups}


async def test_an_order_a_customer_and_a_product_are_found_by_what_staff_type(shop: BuiltShop):
    han = await a_customer(shop, phone="+8613800138000")
    placed = await an_order(shop, quantity=2, customer_id=han)
    desk = await a_desk(shop, Role.CLERK)
    order = Item(f"/admin/orders/{placed.number}", placed.number, "李雷", "CN¥28.00")
    person = Item(f"/admin/customers/{han}", "Han Mei", "+8613800138000", "1 order")
    assert await found(desk, placed.number.lower()) == {"orders": [order], "customers": [person]}
    assert await found(desk, " 13800138000 ") == {"orders": [order], "customers": [person]}
    [tea] = (await found(desk, "TEA"))["products"]
    assert (tea.text, tea.note, tea.side) == ("Product TEA", "TEA", "CN¥10.00")


async def test_each_sort_has_a_few_at_most(shop: BuiltShop):
    for n in range(5):
        person = await a_customer(shop, email=f"n{n}@example.com")
        await an_order(shop, customer_id=person)
        shop = await a_product(shop, f"TEA{n}")
    told = await found(await a_desk(shop), "李雷")
    assert {code: len(items) for code, items in told.items()} == {"orders": 4, "customers": 4}
    assert len((await found(await a_desk(shop, Role.CLERK), "product"))["products"]) == 4


async def test_a_shop_finds_nothing_of_another(shop: BuiltShop):
    other = await a_product(await a_shop(), "CUP")
    number = (await an_order(other, "CUP", customer_id=await a_customer(other))).number
    desk = await a_desk(shop)
    assert await found(desk, number) == {}
    assert await found(desk, "han@example.com") == {}
    assert await found(desk, "CUP") == {}


async def test_who_may_not_see_customers_finds_none(shop: BuiltShop):
    await an_order(shop, customer_id=await a_customer(shop))
    told = await found(await a_desk(shop, Role.VIEWER), "李雷")
    assert list(told) == ["orders"]


@pytest.mark.parametrize(
    ("asked", "locale", "href"),
    [
        ("new pro", "", "/admin/products/new/"),
        ("NEW", "", "/admin/products/new/"),
        ("log", "/zh", "/zh/admin/log/"),
        ("日志", "/zh", "/zh/admin/log/"),
        ("促销", "", "/admin/settings/promotions/"),
    ],
)
async def test_a_page_is_found_by_its_words_in_any_language(
    shop: BuiltShop, asked: str, locale: str, href: str
):
    told = await found(await a_desk(shop), asked, locale)
    assert href in [item.href for item in told["actions"]]


async def test_one_goes_only_where_one_may(shop: BuiltShop):
    viewer = await a_desk(shop, Role.VIEWER)
    for asked in ("new product", "settings", "audit", "staff", "messages", "customers"):
        assert "actions" not in await found(viewer, asked), asked
    assert [item.text for item in (await found(viewer, "stock"))["actions"]] == [
        "Low stock",
        "Stock",
    ]


async def test_before_a_word_is_typed_it_shows_where_to_go_and_nobody_s_orders(shop: BuiltShop):
    await an_order(shop)
    told = await found(await a_desk(shop), "")
    assert list(told) == ["actions"]
    assert len(told["actions"]) == MOST_ACTIONS


@pytest.mark.parametrize(
    "asked", ["%", "_", "\x00", "'; DROP TABLE orders; --", "\ud800", "x" * 900]
)
async def test_odd_signs_find_nothing(shop: BuiltShop, asked: str):
    await an_order(shop, customer_id=await a_customer(shop))
    assert await found(await a_desk(shop), asked) == {}


async def test_a_stranger_finds_nothing(shop: BuiltShop):
    number = (await an_order(shop)).number
    desk = await a_desk(shop)
    state = Desk(shop, desk.staff_id, desk.membership_id, "x").at(PaletteState, "/admin/")
    with pytest.raises(Refused):
        await call(state, "look", number)
    assert state.found == Found()
