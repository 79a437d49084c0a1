"""Cancelling, by the customer or by staff; what nobody pays in time ends in `expiring`."""

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import MoveRefused, NotAllowed
from commerce.orders import campaigning, notices, refunding
from commerce.orders.access import held_by
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import (
    ORDER_MOVES,
    PAYMENT_MOVES,
    OrderStatus,
    PaymentStatus,
    cancellation,
    moved,
)
from commerce.orders.timeline import record
from commerce.payments.models import AttemptState, Payment
from commerce.people.actors import Actor, ActorKind
from commerce.promotions import uses
from commerce.stock import levels
from commerce.stock.models import StockReason


async def cancel(session: Session, order: Order, actor: Actor, reason: str = "") -> None:
    """Cancel a locked order as the table of cancellations says: money and stock go back.

    Raises MoveRefused when nobody may any more, NotAllowed when this actor may not.
    """
    rule = cancellation(order.status, order.payment_status, order.fulfilment_status)
    if not (rule.by_customer or rule.by_staff):
        raise MoveRefused("order", order.status, OrderStatus.CANCELLED)
    if not (rule.by_staff if actor.kind == ActorKind.STAFF else rule.by_customer):
        raise NotAllowed("cancel")
    if order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.DUE):
        order.payment_status = moved(
            "payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.UNPAID
        )
        await _release(session, order)
    elif rule.refunds:
        await refunding.refund_rest(
            session, order, restock=rule.restocks, reason=reason or "cancelled", actor=actor
        )
    await campaigning.call_off(session, order)
    await _close(session, order, actor, reason or "cancelled", "cancelled")


async def _release(session: Session, order: Order) -> None:
    """Give back what an unpaid order holds."""
    lines = await session.exec(select(OrderLine).where(OrderLine.order_id == order.id))
    await levels.give_back(session, held_by(lines), order.id, StockReason.RELEASED)


async def _close(session: Session, order: Order, actor: Actor, reason: str, kind: str) -> None:
    order.status = moved("order", ORDER_MOVES, order.status, OrderStatus.CANCELLED)
    order.closed_at, order.close_reason = clock.now(), reason
    attempts = await session.exec(
        select(Payment).where(
            Payment.order_id == order.id,
            col(Payment.state).in_((AttemptState.STARTING, AttemptState.PENDING)),
        )
    )
    for attempt in attempts.all():
        attempt.move(AttemptState.CANCELLED, clock.now())
    await uses.give_back(session, order.id)
    record(session, order, kind, actor, reason=reason)
    await notices.have_told(await session.driver(), order.shop_id, [order.id])
