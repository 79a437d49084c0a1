"""The page of stock takes: counting by scan and by hand, booking what differs, and who may."""

import pytest
from sqlmodel import select

from admin.stock_take.state import StockTakeState
from commerce.db.session import transaction
from commerce.operations.stock_takes.models import StockCount, StockTake
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_product, a_shop, an_order, stock_of
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/stock/take/"


async def the_page(shop, role=Role.CLERK):
    """A stock take that has begun."""
    page = await at_page(StockTakeState, shop, PATH, role)
    await call(page, "start", {"name": "Cellar"})
    return page


async def count(page, sku, quantity=""):
    await call(page, "count", {"take_id": page.shown.id, "sku": sku, "quantity": quantity})


async def rows_of(shop, table):
    async with transaction(shop.id) as session:
        return (await session.exec(select(table))).all()


async def test_a_scan_adds_a_piece_and_a_number_typed_stands_for_the_whole_shelf():
    shop = await a_product(await a_shop(), stock=3)
    page = await the_page(shop)
    await count(page, "TEA")
    await count(page, "tea ")
    assert page.said.words == "TEA: 2 counted, 3 expected, -1"
    await count(page, "TEA", "3")
    assert (page.said.words, page.said.n) == ("TEA: 3 counted, as expected", 3)
    row = page.counts[0]
    assert (row.counted, row.expected, row.difference, row.look) == ("3", "3", "0", "")
    assert page.shown.totals == "SKUs counted: 1, with a difference: 0"


async def test_what_differs_is_booked_and_said_while_orders_came_in():
    shop = await a_product(await a_product(await a_shop(), stock=10), "CUP", stock=4)
    page = await the_page(shop)
    await count(page, "TEA", "8")
    await count(page, "CUP", "4")
    await an_order(shop, quantity=3)
    await call(page, "book", page.shown.id)
    assert (page.shown.state, page.shown.open) == ("booked", False)
    assert [(row.sku, row.note) for row in page.counts] == [("CUP", ""), ("TEA", "Booked: -2")]
    assert await stock_of(shop) == 5
    assert [take.state for take in page.takes] == ["booked"]


async def test_the_one_that_is_still_counted_is_shown_when_the_page_opens():
    shop = await a_product(await a_shop())
    first = await the_page(shop)
    await count(first, "TEA", "9")
    page = await at_page(StockTakeState, shop, PATH, Role.MANAGER)
    await call(page, "load")
    assert (page.shown.id, page.shown.name) == (first.shown.id, "Cellar")
    assert [row.counted for row in page.counts] == ["9"]
    await call(page, "drop", page.shown.id)
    await call(page, "load")
    assert (page.shown.id, [take.state for take in page.takes]) == ("", ["dropped"])


@pytest.mark.parametrize(
    ("sku", "quantity", "field"),
    [
        ("NONE", "1", "sku"),
        ("", "1", "sku"),
        ("TEA", "a lot", "quantity"),
        ("TEA", "-1", "quantity"),
    ],
)
async def test_what_cannot_be_counted_is_said_at_its_field(sku, quantity, field):
    shop = await a_product(await a_shop())
    page = await the_page(shop)
    await count(page, sku, quantity)
    assert list(refused(page).fields) == [field]
    assert await rows_of(shop, StockCount) == []


async def test_a_stock_take_has_a_name():
    shop = await a_shop()
    page = await at_page(StockTakeState, shop, PATH)
    await call(page, "start", {"name": "  "})
    assert list(refused(page).fields) == ["name"]
    assert await rows_of(shop, StockTake) == []


async def test_who_may_not_change_stock_sees_and_counts_nothing():
    shop = await a_product(await a_shop())
    page = await the_page(shop)
    viewer = await at_page(StockTakeState, shop, PATH, Role.VIEWER)
    take_id = page.shown.id
    form = {"take_id": take_id, "sku": "TEA", "quantity": "1"}
    for handler, payload in (
        ("load", ()),
        ("start", ({"name": "Eve"},)),
        ("look", (take_id,)),
        ("count", (form,)),
        ("book", (take_id,)),
        ("drop", (take_id,)),
    ):
        with pytest.raises(Refused):
            await call(viewer, handler, *payload)
    assert [take.state for take in await rows_of(shop, StockTake)] == ["open"]
    assert await rows_of(shop, StockCount) == []


@pytest.mark.parametrize("handler", ["look", "book", "drop"])
async def test_another_shop_s_stock_take_is_not_there(handler):
    shop, other = await a_shop(), await a_shop()
    theirs = await the_page(other)
    page = await at_page(StockTakeState, shop, PATH)
    await call(page, handler, theirs.shown.id)
    assert refused(page).code == "not_found"
    assert [take.state for take in await rows_of(other, StockTake)] == ["open"]
