"""How an order ends: cancelled, expired, shipped, delivered, refunded; stock and money follow."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, func, select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused, NotAllowed
from commerce.money import Money
from commerce.orders import cancelling, expiring, fulfilling, refunding
from commerce.orders.access import order_by_number
from commerce.orders.fulfilling import ShipLines
from commerce.orders.queries import order_view
from commerce.orders.refund_pieces import RefundLine
from commerce.payments.gateways import RefundReport, RefundStatus
from commerce.payments.models import AttemptState, Payment
from commerce.people.actors import Actor, ActorKind
from commerce.stock.models import Stock, StockChange
from tests.builders import CLERK, a_paid_order, a_payment, a_product, a_shop, an_order, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")
GUEST = Actor(ActorKind.GUEST)


async def seen(shop, number):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, number), "en")


async def cancelled(shop, number, actor=GUEST):
    async with transaction(shop.id) as session:
        await cancelling.cancel(session, await order_by_number(session, number, lock=True), actor)


async def shipped(shop, number, lines, key=None):
    command = ShipLines.parse(
        {
            "request_key": str(key or uuid4()),
            "carrier": "SF",
            "tracking_number": "SF1",
            "lines": lines,
        }
    )
    async with transaction(shop.id) as session:
        return await fulfilling.ship(session, number, command, CLERK)


async def delivered(shop, number, parcel):
    async with transaction(shop.id) as session:
        await fulfilling.mark_delivered(session, number, parcel.id, CLERK)


async def refunded(shop, number, *lines, delivery=False):
    async with transaction(shop.id) as session:
        return await refunding.refund_lines(
            session, number, lines, delivery=delivery, reason="broken", actor=CLERK
        )


async def settled(refund, status: RefundStatus = "succeeded"):
    amount = Money(refund.amount_minor, refund.currency)
    report = RefundReport("rf_1", "", str(refund.id), status, amount, clock.now())
    return await refunding.apply_refund(report, "sandbox")


async def ledger_explains_stock(shop):
    async with transaction(shop.id) as session:
        levels = dict((await session.exec(select(Stock.variant_id, Stock.available))).all())
        summed = select(StockChange.variant_id, func.sum(StockChange.change))
        changes = dict((await session.exec(summed.group_by(col(StockChange.variant_id)))).all())
    assert levels == changes


async def test_an_unpaid_order_is_cancelled_and_its_stock_comes_back():
    shop = await a_product(await a_shop())
    placed = await an_order(shop, quantity=4)
    await cancelled(shop, placed.number)
    view = await seen(shop, placed.number)
    assert (view.status, view.close_reason) == ("cancelled", "cancelled")
    assert await stock_of(shop) == 10
    with pytest.raises(MoveRefused):
        await cancelled(shop, placed.number)
    assert await stock_of(shop) == 10
    await ledger_explains_stock(shop)


async def test_a_paid_order_is_cancelled_with_all_its_money():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    await cancelled(shop, order.number)
    view = await seen(shop, order.number)
    assert view.status == "cancelled"
    assert view.refunds[0].amount == view.total
    assert await stock_of(shop) == 10
    await ledger_explains_stock(shop)


async def test_nobody_cancels_what_is_on_its_way():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    await shipped(shop, order.number, {1: 1})
    for actor in (GUEST, CLERK):
        with pytest.raises(MoveRefused):
            await cancelled(shop, order.number, actor)


async def test_the_customer_may_not_cancel_what_staff_refunded_in_part():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    await settled(await refunded(shop, order.number, RefundLine(1, 1, restock=True)))
    with pytest.raises(NotAllowed):
        await cancelled(shop, order.number, GUEST)
    await cancelled(shop, order.number, CLERK)
    view = await seen(shop, order.number)
    assert sum(r.amount.minor for r in view.refunds) == view.total.minor


async def test_an_order_that_nobody_pays_expires_and_its_stock_comes_back():
    shop = await a_product(await a_shop())
    placed = await an_order(shop, quantity=3)
    await expiring.expire_unpaid()
    assert (await seen(shop, placed.number)).status == "open"
    with clock.at(clock.now() + timedelta(minutes=16)):
        await expiring.expire_unpaid()
    view = await seen(shop, placed.number)
    assert (view.status, view.close_reason) == ("cancelled", "not_paid_in_time")
    assert await stock_of(shop) == 10
    await ledger_explains_stock(shop)


async def test_orders_of_two_shops_expire_in_one_batch_with_their_attempts():
    shops = [await a_product(await a_shop()) for _ in range(2)]
    placed = [(shop, await an_order(shop, quantity=n)) for shop in shops for n in (1, 2)]
    for shop, one in placed:
        async with transaction(shop.id) as session:
            order = await order_by_number(session, one.number)
            session.add(a_payment(order, AttemptState.PENDING))
    with clock.at(clock.now() + timedelta(minutes=16)):
        while await expiring.expire_unpaid() == expiring.BATCH:
            pass
    for shop, one in placed:
        view = await seen(shop, one.number)
        assert (view.status, [event.kind for event in view.events]) == (
            "cancelled",
            ["placed", "expired"],
        )
        async with transaction(shop.id) as session:
            attempts = (await session.exec(select(Payment.state))).all()
        assert set(attempts) == {AttemptState.CANCELLED}
        assert await stock_of(shop) == 10
        await ledger_explains_stock(shop)


async def test_an_order_that_is_being_paid_is_passed_over():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    with clock.at(clock.now() + timedelta(minutes=16)):
        async with transaction(shop.id) as session:
            await order_by_number(session, placed.number, lock=True)
            while await expiring.expire_unpaid() == expiring.BATCH:
                pass
            assert (await seen(shop, placed.number)).status == "open"
        await expiring.expire_unpaid()
    assert (await seen(shop, placed.number)).status == "cancelled"


async def test_processes_that_expire_at_once_share_the_orders_out():
    shop = await a_product(await a_shop())
    placed = [await an_order(shop) for _ in range(6)]
    with clock.at(clock.now() + timedelta(minutes=16)):
        await asyncio.gather(*(expiring.expire_unpaid() for _ in range(3)))
        await expiring.expire_unpaid()  # what a batch of others' orders left for later
    kinds = [[event.kind for event in (await seen(shop, one.number)).events] for one in placed]
    assert kinds == [["placed", "expired"]] * 6
    assert await stock_of(shop) == 10
    await ledger_explains_stock(shop)


async def test_some_lines_are_shipped_and_then_the_rest_and_all_arrives():
    shop = await a_product(await a_product(await a_shop()), "CUP")
    lines = [{"sku": "TEA", "quantity": 2}, {"sku": "CUP", "quantity": 1}]
    order = await a_paid_order(shop, lines=lines)
    first = await shipped(shop, order.number, {1: 2})
    assert (await seen(shop, order.number)).fulfilment_status == "partial"
    second = await shipped(shop, order.number, {2: 1})
    assert (await seen(shop, order.number)).fulfilment_status == "fulfilled"
    await delivered(shop, order.number, first)
    assert (await seen(shop, order.number)).status == "open"
    await delivered(shop, order.number, second)
    await delivered(shop, order.number, second)
    view = await seen(shop, order.number)
    assert (view.status, view.fulfilment_status) == ("completed", "delivered")
    kinds = [event.kind for event in view.events]
    assert kinds == ["placed", "paid", "shipped", "shipped", "delivered", "delivered"]
    assert view.events[2].actor_name == "Chen the clerk"


async def test_a_parcel_asked_for_twice_is_one():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    key = uuid4()
    first = await shipped(shop, order.number, {1: 1}, key)
    assert (await shipped(shop, order.number, {1: 1}, key)).id == first.id
    assert len((await seen(shop, order.number)).parcels) == 1


@pytest.mark.parametrize("lines", [{1: 3}, {2: 1}])
async def test_nothing_is_shipped_that_is_not_left(lines):
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    with pytest.raises(InvalidInput):
        await shipped(shop, order.number, lines)
    assert (await seen(shop, order.number)).parcels == ()


async def test_an_unpaid_order_is_not_shipped():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    with pytest.raises(MoveRefused):
        await shipped(shop, placed.number, {1: 1})


async def test_a_part_goes_back_with_its_share_and_its_stock():
    shop = await a_product(await a_shop(), price=333)
    order = await a_paid_order(shop, quantity=3)
    refund = await refunded(shop, order.number, RefundLine(1, 2, restock=True))
    assert refund.amount_minor == 666
    assert (await seen(shop, order.number)).payment_status == "paid"
    assert await settled(refund) == "settled"
    assert await settled(refund) == "repeated"
    assert (await seen(shop, order.number)).payment_status == "part_refunded"
    assert await stock_of(shop) == 9
    await ledger_explains_stock(shop)


async def test_no_more_goes_back_than_came_in():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    await refunded(shop, order.number, RefundLine(1, 2, restock=False), delivery=True)
    with pytest.raises(InvalidInput):
        await refunded(shop, order.number, RefundLine(1, 1, restock=False))
    with pytest.raises(InvalidInput):
        await refunded(shop, order.number, delivery=True)
    assert await stock_of(shop) == 8


async def test_all_of_it_refunded_closes_the_order():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=1)
    await settled(await refunded(shop, order.number, RefundLine(1, 1, restock=True), delivery=True))
    view = await seen(shop, order.number)
    assert (view.status, view.payment_status) == ("completed", "refunded")


async def test_what_was_not_refunded_being_on_its_way_nothing_is_left_to_ship():
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop, quantity=2)
    parcel = await shipped(shop, order.number, {1: 1})
    await delivered(shop, order.number, parcel)
    assert (await seen(shop, order.number)).fulfilment_status == "partial"
    await refunded(shop, order.number, RefundLine(1, 1, restock=True))
    view = await seen(shop, order.number)
    assert (view.status, view.fulfilment_status) == ("completed", "delivered")
