"""Paying: attempts of an order, and what a provider's report does to it, exactly once."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.errors import MoveRefused, NotFound, PaymentRefused
from commerce.ids import new_id
from commerce.money import Money
from commerce.orders import notices, refunding
from commerce.orders.access import access_token, order_by_id
from commerce.orders.models import Order, OrderLine
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
from commerce.people.actors import Actor, ActorKind
from commerce.shops.queries import ShopView
from commerce.stock import levels

GRACE = timedelta(seconds=30)  # a customer who opens the till may finish there


async def start_payment(shop: ShopView, order: Order, method: str, locale: str) -> Payment:
    """Open an attempt to pay what `order` still owes, at the provider of `method`.

    Calls the provider: no lock may be held. The attempt may come back failed, with its cause.
    Raises MoveRefused when the order no longer waits for money, InvalidInput for the method.
    """
    if order.status != OrderStatus.OPEN or order.payment_status != PaymentStatus.UNPAID:
        raise MoveRefused("payment", order.payment_status, PaymentStatus.PAID)
    if order.hold_expires_at <= clock.now():
        raise PaymentRefused("hold_expired")
    prefix = "" if locale == "en" else f"/{locale}"
    due = attempts.Due(
        shop_id=shop.id,
        shop_name=shop.name,
        order_id=order.id,
        order_number=order.number,
        amount=Money(order.total_minor - order.paid_minor, order.currency),
        locale=locale,
        return_path=f"{prefix}/orders/{order.number}?key={access_token(order.id)}",
        expires_at=order.hold_expires_at,
    )
    payment = await attempts.start(due, method)
    async with transaction(shop.id) as session:
        locked = await order_by_id(session, order.id, lock=True)
        provider = Actor(ActorKind.PROVIDER, None, payment.provider)
        if payment.state == AttemptState.FAILED:
            record(session, locked, "payment_failed", provider, **_told(payment))
        else:
            record(session, locked, "payment_started", provider, **_told(payment))
    return payment


async def apply_report(report: PaymentReport, provider: str, raw: dict[str, Any]) -> str:
    """Apply what a provider reports of a payment; the same event a second time changes nothing.

    Returns the outcome: paid, paid_twice, paid_late, refunded_late, failed, repeated, ignored.
    Raises NotFound for a payment that is not ours, PaymentRefused for a wrong amount.
    """
    payment_id, shop_id = await _whose(report, provider)
    async with transaction(shop_id) as session:
        event_id = await _first_time(session, payment_id, provider, report, raw)
        if event_id is None:
            return "repeated"
        order_id = (
            await session.exec(select(Payment.order_id).where(Payment.id == payment_id))
        ).one()
        order = await order_by_id(session, order_id, lock=True)  # the order first, always
        payment = await attempts.locked(session, payment_id)
        outcome = await _apply(session, order, payment, report)
        event = (await session.exec(select(PaymentEvent).where(PaymentEvent.id == event_id))).one()
        event.outcome = outcome
        return outcome


async def _whose(report: PaymentReport, provider: str) -> tuple[UUID, UUID]:
    """The payment's id and shop. Raises NotFound."""
    try:
        payment_id = UUID(report.reference)
    except ValueError:
        raise NotFound("payment") from None
    async with transaction_over_all_shops() as session:
        found = await session.exec(
            select(Payment).where(Payment.id == payment_id, Payment.provider == provider)
        )
        payment = found.one_or_none()
    if payment is None:
        raise NotFound("payment")
    if payment.provider_ref not in (None, report.provider_ref):
        raise NotFound("payment")
    if report.amount != Money(payment.amount_minor, payment.currency):
        raise PaymentRefused("amount_differs")
    return payment.id, payment.shop_id


async def _first_time(
    session: Session, payment_id: UUID, provider: str, report: PaymentReport, raw: dict[str, Any]
) -> UUID | None:
    """Keep the event; its id if it is new. A twin that comes meanwhile waits here."""
    event = report.event_id or f"query:{report.provider_ref}:{report.status}"
    statement = (
        insert(PaymentEvent)
        .values(
            id=new_id(),
            shop_id=session.shop_id,
            payment_id=payment_id,
            provider=provider,
            provider_event=event,
            kind=f"payment.{report.status}",
            raw=raw or _plain(report),
            outcome="",
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "provider_event"])
        .returning(col(PaymentEvent.id))
    )
    return (await session.run(statement)).scalar_one_or_none()


def _plain(report: PaymentReport) -> dict[str, Any]:
    return {k: str(v) for k, v in asdict(report).items()}


async def _apply(session: Session, order: Order, payment: Payment, report: PaymentReport) -> str:
    if payment.provider_ref is None:
        payment.provider_ref = report.provider_ref
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
    record(session, order, "payment_failed", provider, **_told(payment))
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
    stock again if there is any; else it goes back too.
    """
    provider = Actor(ActorKind.PROVIDER, None, payment.provider)
    if order.payment_status != PaymentStatus.UNPAID:
        order.paid_minor += payment.amount_minor
        record(session, order, "paid_twice", provider, **_told(payment))
        await refunding.send_back(session, order, payment, "paid_twice")
        return "paid_twice"
    outcome = "paid"
    if order.status == OrderStatus.CANCELLED:
        if not await _stock_again(session, order):
            order.paid_minor += payment.amount_minor
            record(session, order, "paid_late", provider, **_told(payment), refunded=True)
            await refunding.send_back(session, order, payment, "paid_late")
            return "refunded_late"
        order.status = moved("order", ORDER_MOVES, order.status, OrderStatus.OPEN)
        order.closed_at, order.close_reason = None, ""
        outcome = "paid_late"
    order.paid_minor += payment.amount_minor
    order.payment_status = moved("payment", PAYMENT_MOVES, order.payment_status, PaymentStatus.PAID)
    order.paid_at = clock.now()
    record(session, order, outcome, provider, **_told(payment))
    await notices.have_told(await session.driver(), order.shop_id, [order.id])
    return outcome


async def _stock_again(session: Session, order: Order) -> bool:
    lines = await session.exec(select(OrderLine).where(OrderLine.order_id == order.id))
    wanted = {line.variant_id: line.quantity for line in lines}
    return not await levels.take(session, wanted, order.id)


def _told(payment: Payment) -> dict[str, Any]:
    facts = {
        "payment": str(payment.id),
        "method": payment.method,
        "minor": payment.amount_minor,
        "currency": payment.currency,
        "cause": payment.cause,
        "field": payment.field,
    }
    return {name: value for name, value in facts.items() if value != ""}
