"""Stock takes: what was counted against what had to be there, booked while orders come in."""

import asyncio

import pytest
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused
from commerce.operations.stock_takes.counting import (
    BeginTake,
    CountShelf,
    begin_take,
    book_take,
    count_shelf,
    drop_take,
)
from commerce.operations.stock_takes.expecting import on_the_shelf
from commerce.operations.stock_takes.queries import counts_of
from commerce.orders.access import order_by_number
from commerce.orders.at_door import promise
from commerce.orders.cancelling import cancel
from commerce.orders.fulfilling import ShipLines, ship
from commerce.stock.adjusting import AdjustStock, adjust_stock
from commerce.stock.models import StockChange
from tests.builders import CLERK, a_paid_order, a_product, a_shop, an_order, stock_of
from tests.commerce.operations.exchange.files import a_member

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_take(shop, name="Cellar"):
    actor = await a_member(shop)
    async with transaction(shop.id) as session:
        take = await begin_take(session, actor, BeginTake.parse({"name": name}))
    return take.id, actor


async def count(shop, take, quantity, sku="TEA", **more):
    take_id, actor = take
    asked = CountShelf.parse({"sku": sku, "quantity": quantity} | more)
    async with transaction(shop.id) as session:
        kept = await count_shelf(session, actor, take_id, asked)
        return kept.counted, kept.expected, kept.difference


async def booked(shop, take):
    take_id, actor = take
    async with transaction(shop.id) as session:
        await book_take(session, actor, take_id)
    async with transaction(shop.id) as session:
        return [
            (v.sku, v.count.booked, v.count.missing)
            for v in await counts_of(session, take_id, "en")
        ]


async def expected(shop):
    async with transaction(shop.id) as session:
        return await on_the_shelf(session, shop.variants["TEA"])


async def changes(shop):
    async with transaction(shop.id) as session:
        of = StockChange.variant_id == shop.variants["TEA"]
        rows = (
            await session.exec(select(StockChange).where(of).order_by(col(StockChange.id)))
        ).all()
    return [(row.change, row.reason, row.note) for row in rows]


async def test_what_orders_hold_or_wait_for_lies_on_the_shelf_until_it_is_sent():
    shop = await a_product(await a_shop(), stock=10)
    await an_order(shop, quantity=2)
    paid = await a_paid_order(shop, quantity=3)
    assert (await stock_of(shop), await expected(shop)) == (5, 10)
    parcel = {"request_key": "00000000-0000-7000-8000-000000000001", "lines": {1: 2}}
    async with transaction(shop.id) as session:
        asked = ShipLines.parse(parcel | {"carrier": "SF", "tracking_number": "SF1"})
        await ship(session, paid.number, asked, CLERK)
    assert await expected(shop) == 8


async def test_what_will_be_paid_at_the_door_lies_on_the_shelf_and_what_was_cancelled_is_free():
    shop = await a_product(await a_shop(), stock=10)
    due, gone = await an_order(shop, quantity=2), await an_order(shop, quantity=3)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, due.number)
    await promise(shop.view, order.id, "cod")
    async with transaction(shop.id) as session:
        order = await order_by_number(session, gone.number, lock=True)
        await cancel(session, order, CLERK, "asked")
    assert (await stock_of(shop), await expected(shop)) == (8, 10)


async def test_the_difference_at_counting_time_is_booked_once_with_its_reason():
    shop = await a_product(await a_shop(), stock=10)
    take = await a_take(shop)
    assert await count(shop, take, 8) == (8, 10, -2)
    await an_order(shop, quantity=4)
    assert await booked(shop, take) == [("TEA", -2, 0)]
    assert await booked(shop, take) == [("TEA", -2, 0)]
    assert await stock_of(shop) == 4
    assert (await changes(shop))[-1] == (-2, "counted", "Cellar")
    assert len(await changes(shop)) == 3


async def test_scans_add_up_and_a_number_typed_stands_instead():
    shop = await a_product(await a_shop(), stock=10)
    take = await a_take(shop)
    for n in (1, 2, 3):
        assert (await count(shop, take, 1, "tea", add=True))[0] == n
    assert await count(shop, take, 10) == (10, 10, 0)
    assert await booked(shop, take) == [("TEA", 0, 0)]
    assert len(await changes(shop)) == 1


async def test_what_orders_were_promised_and_is_not_there_is_told_as_missing():
    shop = await a_product(await a_shop(), stock=10)
    take = await a_take(shop)
    await count(shop, take, 3)
    await an_order(shop, quantity=9)
    assert await booked(shop, take) == [("TEA", -1, 6)]
    assert await stock_of(shop) == 0


@pytest.mark.parametrize(
    ("sku", "quantity", "field", "code"),
    [
        ("NONE", 1, "sku", "no_such_sku"),
        ("KEY", 1, "sku", "counted_by_keys"),
        ("VIEWS", 1, "sku", "not_counted"),
        ("TEA", -1, "quantity", "greater_than_equal"),
        ("TEA", 1_000_001, "quantity", "less_than_equal"),
        ("TEA", "x", "quantity", "int_parsing"),
    ],
)
async def test_what_cannot_be_counted_is_refused(sku, quantity, field, code):
    shop = await a_product(await a_product(await a_shop()), "KEY", kind="keys", stock=0)
    shop = await a_product(shop, "VIEWS", kind="promotion", stock=0)
    take = await a_take(shop)
    with pytest.raises(InvalidInput) as refused:
        await count(shop, take, quantity, sku)
    assert [(p.field, p.code) for p in refused.value.problems] == [(field, code)]


async def test_a_take_that_has_ended_counts_and_books_nothing():
    shop = await a_product(await a_shop())
    take = await a_take(shop)
    await count(shop, take, 3)
    async with transaction(shop.id) as session:
        await drop_take(session, take[0])
    for deed in (count(shop, take, 4), booked(shop, take)):
        with pytest.raises(MoveRefused):
            await deed
    assert await stock_of(shop) == 10


async def rush(shop, orders, meanwhile):
    """So many orders at once, with something else in their midst."""
    placing = [an_order(shop) for _ in range(orders)]
    await asyncio.gather(*placing[: orders // 2], meanwhile, *placing[orders // 2 :])


async def test_no_hold_is_lost_when_a_count_is_booked_in_a_rush():
    shop = await a_product(await a_shop(), stock=100)
    take = await a_take(shop)
    await count(shop, take, 97)
    await rush(shop, 40, booked(shop, take))
    assert await stock_of(shop) == 100 - 40 - 3
    assert -sum(change for change, reason, _ in await changes(shop) if reason == "held") == 40


async def test_the_control_a_level_set_to_what_was_counted_forgets_the_holds_before_it():
    shop = await a_product(await a_shop(), stock=100)

    async def set_to_the_count():
        asked = {"variant_id": shop.variants["TEA"], "way": "to", "quantity": 97, "note": "counted"}
        async with transaction(shop.id) as session:
            await adjust_stock(session, CLERK, AdjustStock.parse(asked))

    await rush(shop, 20, asyncio.sleep(0))
    await set_to_the_count()
    assert await stock_of(shop) == 97  # 20 pieces that are sold are for sale again
