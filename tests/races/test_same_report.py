"""One payment, told of fifty times at once in five processes: captured once, with its control."""

import asyncio
from collections import Counter

import pytest
from sqlmodel import func, select

from commerce.db.direct import Numbered
from commerce.db.session import transaction
from commerce.orders import capturing
from commerce.orders.access import order_by_id
from commerce.orders.models import OrderEvent
from commerce.orders.payment_writer import PaymentWriter
from tests.builders import a_product, a_shop, an_order
from tests.commerce.orders.test_payment_writer import an_attempt, reported

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
WRITERS, EACH = 5, 10


async def tell_all(shop, report_of) -> tuple[Counter[str], int, int]:
    """What each of fifty reports came to, how often its money counted, how often it was told."""
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    writers = [PaymentWriter() for _ in range(WRITERS)]
    outcomes = await asyncio.gather(
        *(writer.apply(report_of(payment, n)) for writer in writers for n in range(EACH))
    )
    await asyncio.gather(*(writer.drain() for writer in writers))
    async with transaction(shop.id) as session:
        order = await order_by_id(session, placed.id)
        paid = select(func.count()).where(
            OrderEvent.order_id == order.id, OrderEvent.kind == "paid"
        )
        told = (await session.exec(paid)).one()
    return Counter(outcomes), order.paid_minor // payment.amount_minor, told


async def test_the_same_report_fifty_times_at_once_is_one_capture():
    shop = await a_product(await a_shop())
    told = await tell_all(shop, lambda payment, _: reported(payment, event=str(payment.id)))
    assert told == (Counter(paid=1, repeated=WRITERS * EACH - 1), 1, 1)


async def test_fifty_different_events_of_one_payment_are_one_capture():
    shop = await a_product(await a_shop())
    told = await tell_all(shop, lambda payment, _: reported(payment))
    assert told == (Counter(paid=1, ignored=WRITERS * EACH - 1), 1, 1)


async def test_control_without_the_guard_the_money_counts_more_than_once(monkeypatch):
    """The same with the two conditions gone that look at the locked rows."""
    guarded = capturing._STATEMENT.text
    unguarded = guarded.replace("AND head.waits", "").replace("AND attempt.waits", "")
    assert unguarded != guarded
    monkeypatch.setattr(capturing, "_STATEMENT", Numbered(unguarded))
    shop = await a_product(await a_shop())
    outcomes, counted, told = await tell_all(shop, lambda payment, _: reported(payment))
    assert outcomes["paid"] == counted == told > 1
