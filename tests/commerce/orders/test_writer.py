"""The order writer: batches, twins, one bad order among good ones, lost connections."""

import asyncio
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import func, select

from commerce.carts.quoting import quote_known
from commerce.db.direct import CommitUnknown
from commerce.db.session import transaction
from commerce.errors import Busy, IdempotencyKeyReused, OutOfStock, TooManyUnpaid
from commerce.ids import new_id
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.models import Order, OrderEvent, OrderLine
from commerce.orders.placing import new_order
from commerce.orders.writer import OrderWriter
from commerce.people.contacts import Contact
from tests.builders import a_product, a_shop, an_order, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def new(shop, sku="TEA", quantity=1, *, key="", phone="13800138000"):
    contact = {"name": "Li", "phone": phone, "email": None}
    command = PlaceOrder.parse(an_order_body(sku, quantity, contact=contact), "CN")
    quoted = await quote_known(shop.view, command)
    return new_order(shop.view, Caller("guest", key or new_id().hex, None, "Li"), command, quoted)


async def placed_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def place_all(orders, writer=None) -> list[Any]:
    writer = writer or OrderWriter()
    outcomes = await asyncio.gather(*(writer.place(o) for o in orders), return_exceptions=True)
    await writer.drain()
    return outcomes


async def test_a_batch_writes_what_single_orders_write():
    shop = await a_product(await a_shop(), stock=5_000)
    orders = [await new(shop, quantity=n) for n in (1, 2, 3)]
    outcomes = await place_all(orders)
    assert [o.number for o in outcomes] == [o.number for o in orders]
    assert await stock_of(shop) == 5_000 - 6
    async with transaction(shop.id) as session:
        for wanted in orders:
            row, lines = wanted.rows()
            row.event_count, row.version = 1, 2  # its placing is its first event
            kept = (await session.exec(select(Order).where(Order.id == wanted.id))).one()
            assert kept.model_dump() == row.model_dump()
            found = await session.exec(select(OrderLine).where(OrderLine.order_id == wanted.id))
            assert [line.model_dump() for line in found] == [line.model_dump() for line in lines]
            event = await session.exec(select(OrderEvent).where(OrderEvent.order_id == wanted.id))
            assert event.one().facts == {"total": wanted.total_minor}


async def test_of_two_that_want_the_last_the_first_gets_it():
    shop = await a_product(await a_shop(), stock=2)
    outcomes = await place_all([await new(shop, quantity=n) for n in (2, 1)])
    assert outcomes[0].number
    assert isinstance(outcomes[1], OutOfStock)
    assert await stock_of(shop) == 0


async def test_a_large_order_that_cannot_be_leaves_a_later_small_one_its_goods():
    shop = await a_product(await a_shop(), stock=2)
    outcomes = await place_all([await new(shop, quantity=n) for n in (3, 2)])
    assert isinstance(outcomes[0], OutOfStock)
    assert outcomes[1].number
    assert await stock_of(shop) == 0


async def test_twins_in_one_batch_are_one_order():
    shop = await a_product(await a_shop(), stock=5_000)
    first = await new(shop, key="the-same-key")
    same, other = (
        await new(shop, key="the-same-key"),
        await new(shop, quantity=2, key="the-same-key"),
    )
    outcomes = await place_all([first, same, other])
    assert outcomes[0] == outcomes[1]
    assert isinstance(outcomes[2], IdempotencyKeyReused)
    assert await placed_in(shop) == 1


async def test_one_bad_order_does_not_fail_its_neighbours():
    shop = await a_product(await a_shop(), stock=5_000)
    orders = [await new(shop) for _ in range(7)]
    orders[3] = replace(orders[3], contact_name="NUL\0")
    outcomes = await place_all(orders)
    assert isinstance(outcomes[3], psycopg.DataError)
    assert all(o.number for i, o in enumerate(outcomes) if i != 3)
    assert await placed_in(shop) == 6
    assert await stock_of(shop) == 5_000 - 6


async def test_a_number_that_is_taken_is_drawn_again():
    shop = await a_product(await a_shop(), stock=5_000)
    taken = await an_order(shop)
    [outcome] = await place_all([replace(await new(shop), number=taken.number)])
    assert outcome.number != taken.number


async def test_who_holds_too_many_unpaid_orders_gets_no_more():
    shop = await a_product(await a_shop(unpaid_most=3), stock=5_000)
    outcomes = await place_all([await new(shop) for _ in range(5)])
    assert [type(o) for o in outcomes[3:]] == [TooManyUnpaid, TooManyUnpaid]
    assert await placed_in(shop) == 3
    [again] = await place_all([await new(shop)])
    assert isinstance(again, TooManyUnpaid)
    [another] = await place_all([await new(shop, phone="13800138001")])
    assert another.number
    assert await stock_of(shop) == 5_000 - 4


async def test_after_a_lost_commit_the_order_that_stands_is_answered(monkeypatch):
    """The connection dies after the database committed, before we heard of it."""
    shop = await a_product(await a_shop(), stock=5_000)
    order, writer = await new(shop), OrderWriter()
    told = writer._write

    async def lost(orders, *, exact):
        await told(orders, exact=exact)
        raise CommitUnknown("server closed the connection unexpectedly")

    monkeypatch.setattr(writer, "_write", lost)
    [outcome] = await place_all([order], writer)
    assert outcome.number == order.number
    assert await placed_in(shop) == 1


async def test_control_without_looking_up_a_lost_commit_is_called_a_failure(monkeypatch):
    shop = await a_product(await a_shop(), stock=5_000)
    writer = OrderWriter()
    told = writer._write

    async def lost(orders, *, exact):
        await told(orders, exact=exact)
        raise CommitUnknown("server closed the connection unexpectedly")

    async def never(orders):
        return [Busy() for _ in orders]

    monkeypatch.setattr(writer, "_write", lost)
    monkeypatch.setattr(writer, "_look_up", never)
    [outcome] = await place_all([await new(shop)], writer)
    assert isinstance(outcome, Busy)
    assert await placed_in(shop) == 1  # and yet it stands


async def test_a_killed_connection_is_opened_again():
    shop = await a_product(await a_shop(), stock=5_000)
    writer = OrderWriter()
    await writer.place(await new(shop))
    async with transaction(shop.id) as session:
        await session.run(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'allhours order writer'"
            )
        )
    order = await new(shop)
    assert (await writer.place(order)).number == order.number
    assert await placed_in(shop) == 2
    await writer.drain()


async def test_a_contact_by_mail_alone_is_counted_too():
    shop = await a_product(await a_shop(unpaid_most=1), stock=5_000)
    by_mail = Contact.parse({"name": "Li", "email": "li@example.com"}, "CN").model_dump()
    await an_order(shop, contact=by_mail)
    with pytest.raises(TooManyUnpaid):
        await an_order(shop, contact=by_mail | {"phone": "13800138009"})
