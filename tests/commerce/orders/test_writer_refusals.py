"""What speaks against an order is looked at where it is written; who stands in its way is waited for."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import func, select

from commerce import clock
from commerce.carts.quoting import quote_known
from commerce.db.session import Session, transaction
from commerce.errors import Busy, TooManyUnpaid
from commerce.ids import new_id
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.models import Order
from commerce.orders.placing import new_order
from commerce.orders.views import PlacedOrder
from commerce.orders.writer import NewOrder, OrderWriter, StalePrices
from tests.builders import BuiltShop, a_product, a_shop, an_order, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def new(shop: BuiltShop, *skus: str) -> NewOrder:
    lines = [{"sku": sku, "quantity": 1} for sku in skus]
    command = PlaceOrder.parse(an_order_body(lines=lines), "CN")
    quoted = await quote_known(shop.view, command)
    return new_order(shop.view, Caller("guest", new_id().hex, None, "Li"), command, quoted)


async def placed_in(shop: BuiltShop) -> int:
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def lock(session: Session, variant: object) -> None:
    asked = text("SELECT available FROM stock WHERE variant_id = :variant FOR UPDATE")
    await session.run(asked, {"variant": variant})


async def until_somebody_waits(session: Session) -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'allhours order writer' AND wait_event_type = 'Lock'"
    )
    while not (await session.run(waits)).scalar_one():
        await session.run(text("SELECT pg_stat_clear_snapshot()"))


async def test_a_batch_that_a_deadlock_ends_is_written_again():
    """Somebody locks levels in the wrong order; the server ends the writer's transaction."""
    shop = await a_product(await a_product(await a_shop(), "TEA"), "POT")
    low, high = sorted(shop.variants.values())
    writer, placed = OrderWriter(), 0
    ended_us = True
    while ended_us and placed < 5:  # the server may choose us instead: then once more
        order = await new(shop, "TEA", "POT")
        placing, ended_us = await in_each_others_way(writer, order, shop, low, high)
        assert (await placing).number == order.number
        placed += 1
    await writer.drain()
    assert not ended_us
    assert await placed_in(shop) == placed
    left = 10 - placed
    assert (await stock_of(shop, "TEA"), await stock_of(shop, "POT")) == (left, left)


async def in_each_others_way(
    writer: OrderWriter, order: NewOrder, shop: BuiltShop, low: UUID, high: UUID
) -> "tuple[asyncio.Task[PlacedOrder], bool]":
    """A deadlock of the writer and us, and whether it was us whom the server ended."""
    placing: asyncio.Task[PlacedOrder] | None = None
    ended_us = False
    try:
        async with transaction(shop.id) as session:
            await lock(session, high)
            placing = asyncio.create_task(writer.place(order))
            await until_somebody_waits(session)
            await lock(session, low)  # granted once the writer was ended
            assert not placing.done()
    except OperationalError as ended:
        if not isinstance(ended.orig, DeadlockDetected):
            raise
        ended_us = True
    assert placing
    return placing, ended_us


async def test_an_order_at_a_price_that_changed_meanwhile_is_not_written():
    shop = await a_product(await a_shop())
    order, writer = await new(shop, "TEA"), OrderWriter()
    async with transaction(shop.id) as session:
        await session.run(
            text(
                "INSERT INTO prices (id, shop_id, variant_id, currency, amount_minor, valid_from,"
                " version) SELECT :id, shop_id, variant_id, currency, 1100, :now, version + 1"
                " FROM prices WHERE variant_id = :variant"
            ),
            {"id": new_id(), "now": clock.now(), "variant": shop.variants["TEA"]},
        )
    with pytest.raises(StalePrices):
        await writer.place(order)
    await writer.drain()
    assert (await placed_in(shop), await stock_of(shop)) == (0, 10)


async def test_a_customer_s_unpaid_orders_are_counted_whatever_phone_they_give():
    shop = await a_product(await a_shop(unpaid_most=2))
    customer = new_id()
    for n in range(2):
        await an_order(shop, customer_id=customer, contact=a_contact(n))
    with pytest.raises(TooManyUnpaid):
        await an_order(shop, customer_id=customer, contact=a_contact(2))
    await an_order(shop, customer_id=new_id(), contact=a_contact(3))
    assert (await placed_in(shop), await stock_of(shop)) == (3, 7)


def a_contact(n: int) -> dict[str, object]:
    return {"name": "Li", "phone": f"1380013800{n}", "email": None}


async def test_a_full_queue_is_said_at_once_and_nothing_of_it_is_written(monkeypatch):
    shop = await a_product(await a_shop())
    writer = OrderWriter()
    monkeypatch.setattr(writer._batches, "_longest", 1)
    async with transaction(shop.id) as session:
        await lock(session, shop.variants["TEA"])
        taken = asyncio.create_task(writer.place(await new(shop, "TEA")))
        await until_somebody_waits(session)
        queued = asyncio.create_task(writer.place(await new(shop, "TEA")))
        refused = await new(shop, "TEA")
        await asyncio.sleep(0)
        with pytest.raises(Busy) as busy:
            await writer.place(replace(refused))
        assert busy.value.retry_after == 1
    assert {(await taken).total, (await queued).total} == {(await taken).total}
    await writer.drain()
    assert await placed_in(shop) == 2
