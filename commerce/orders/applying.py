"""The exact path of paying: one report in a transaction of its own, whatever is the matter."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session, transaction
from commerce.ids import new_id
from commerce.orders import queueing, refunding
from commerce.orders.access import held_by, order_by_id
from commerce.orders.models import Order, OrderLine
from commerce.orders.reports import REPEATED, Attempt, Reported, facts_of
from commerce.orders.states import (
    ORDER_MOVES,
    PAYMENT_MOVES,
    OrderStatus,
    PaymentStatus,
    moved,
)
from commerce.orders.timeline import record
from commerce.payments import attempts
from commerce.payments.gateways import PaymentReport
from commerce.payments.models import AttemptState, Payment, PaymentEvent
from commerce.payments.registry import AT_DOOR
from commerce.people.actors import Actor, ActorKind
from commerce.promotions import uses
from commerce.stock import levels
from commerce.stock.models import StockReason


async def apply(reported: Reported, attempt: Attempt) -> str:
    """Apply a report that its attempt was checked against; returns the outcome.

    The order is locked first, then the attempt, as everybody does who needs both: a twin of the
    report waits there.
    """
    async with transaction(attempt.shop_id) as session:
        with clock.at(reported.received_at):
            order = await order_by_id(session, attempt.order_id, lock=True)
            payment = await attempts.locked(session, attempt.id)
            event_id = await _first_time(session, reported)
            if event_id is None:
                return REPEATED
            outcome = await _apply(session, order, payment, reported.report)
            kept = select(PaymentEvent).where(PaymentEvent.id == event_id)
            (await session.exec(kept)).one().outcome = outcome
            return outcome


async def _first_time(session: Session, reported: Reported) -> UUID | None:
    """Keep the event; its id if it is new."""
    statement = (
        insert(PaymentEvent)
        .values(
            id=new_id(),
            shop_id=session.shop_id,
            payment_id=reported.payment_id,
            provider=reported.provider,
            provider_event=reported.event,
            kind=reported.kind,
            raw=reported.raw,
            outcome="",
            received_at=reported.received_at,
        )
        .on_conflict_do_nothing(index_elements=["provider", "provider_event"])
        .returning(col(PaymentEvent.id))
    )
    return (await session.run(statement)).scalar_one_or_none()


async def _apply(session: Session, order: Order, payment: Payment, report: PaymentReport) -> str:
    if payment.provider_ref is None:
        payment.provider_ref = report.provider_ref or None
    if report.status == "pending" or payment.state == AttemptState.SUCCEEDED:
        return "ignored"
    if report.status == "succeeded":
        payment.move(AttemptState.SUCCEEDED, clock.now())
        payment.cause = payment.field = ""
        return await mark_paid(session, order, payment)
    if payment.state in (AttemptState.FAILED, AttemptState.CANCELLED):
        return "ignored"
    payment.move(AttemptState.FAILED, clock.now())
    payment.cause, payment.field = report.cause or report.status, report.field or ""
    provider = Actor(ActorKind.PROVIDER, None, payment.provider)
    record(session, order, "payment_failed", provider, **facts_of(payment))
    _extend_hold_once(order)
    return "failed"


def _extend_hold_once(order: Order) -> None:
    """After a failure give the customer time to pay again, once an order."""
    if order.status == OrderStatus.OPEN and not order.hold_extended:
        length = order.hold_expires_at - order.placed_at
        order.hold_expires_at = max(order.hold_expires_at, clock.now() + length)
        order.hold_extended = True


async def mark_paid(session: Session, order: Order, payment: Payment) -> str:
    """Count a succeeded payment for its order; both rows are locked.

    A second payment goes back by itself. One that comes after the order was given up takes the
    stock, and its coupon, again if there is any; else it goes back too.
    """
    provider = Actor(ActorKind.PROVIDER, None, payment.provider)
    if order.payment_status not in (PaymentStatus.UNPAID, PaymentStatus.DUE):
        order.paid_minor += payment.amount_minor
        record(session, order, "paid_twice", provider, **facts_of(payment))
        await refunding.send_back(session, order, payment, "paid_twice")
        return "paid_twice"
    outcome = "paid"
    if order.status == OrderStatus.CANCELLED:
        if not await _taken_again(session, order):
            order.paid_minor += payment.amount_minor
            record(session, order, "paid_late", provider, **facts_of(payment), refunded=True)
            await refunding.send_back(session, order, payment, "paid_late")
            return "refunded_late"
        order.status = moved("order", ORDER_MOVES, order.status, OrderStatus.OPEN)
        order.closed_at, order.close_reason = None, ""
        outcome = "paid_late"
    if order.payment_status == PaymentStatus.DUE:
        await _nothing_at_door(session, order)
    order.paid_minor += payment.amount_minor
    order.payment_status = moved("payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.PAID)
    order.paid_at = clock.now()
    record(session, order, outcome, provider, **facts_of(payment))
    await queueing.have_served(await session.driver(), order.shop_id, [order.id])
    return outcome


async def _nothing_at_door(session: Session, order: Order) -> None:
    """Whoever pays at a till after all, pays nothing at the door."""
    promised = await session.exec(
        select(Payment).where(
            Payment.order_id == order.id,
            Payment.provider == AT_DOOR,
            Payment.state == AttemptState.PENDING,
        )
    )
    for payment in promised:
        payment.move(AttemptState.CANCELLED, clock.now())


async def _taken_again(session: Session, order: Order) -> bool:
    """Take again what the order had given back: all of it, or nothing."""
    lines = await session.exec(select(OrderLine).where(OrderLine.order_id == order.id))
    wanted = held_by(lines)
    if await levels.take(session, wanted, order.id):
        return False
    if await uses.take_again(session, order.id):
        return True
    await levels.give_back(session, wanted, order.id, StockReason.RELEASED)
    return False
