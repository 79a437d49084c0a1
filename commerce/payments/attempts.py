"""Attempts to pay: started at a provider outside of any lock, their answers kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session, transaction
from commerce.errors import InvalidInput, NotFound
from commerce.money import Money
from commerce.payments.gateways import GatewayDown, GatewayRefused, StartPayment
from commerce.payments.models import AttemptState, Payment
from commerce.payments.registry import gateway_for, gateways
from commerce.settings import settings


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid, for which order, until when."""

    shop_id: UUID
    shop_name: str
    order_id: UUID
    order_number: str
    amount: Money
    locale: str
    return_path: str
    expires_at: datetime


def methods() -> tuple[str, ...]:
    """The payment methods on offer."""
    return tuple(method for gateway in gateways().values() for method in gateway.methods)


async def start(due: Due, method: str) -> Payment:
    """Open an attempt at the provider of `method`; an open one of that method is used again.

    A provider that is down or refuses leaves the attempt failed with its cause: the customer
    sees why, and pays again. Raises InvalidInput for a method that is not on offer.
    """
    if method not in methods():
        raise InvalidInput.of("method", "unknown_payment_method")
    async with transaction(due.shop_id) as session:
        payment = await _open_attempt(session, due, method)
        if payment.state == AttemptState.PENDING:
            return payment
    await _ask_provider(due, payment)
    async with transaction(due.shop_id) as session:
        stored = await locked(session, payment.id)
        if stored.state == AttemptState.STARTING:
            _keep(payment, stored)
        return stored


async def locked(session: Session, payment_id: UUID) -> Payment:
    """The attempt, its row locked. Raises NotFound."""
    found = await session.exec(
        select(Payment)
        .where(Payment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    payment = found.one_or_none()
    if payment is None:
        raise NotFound("payment")
    return payment


async def _open_attempt(session: Session, due: Due, method: str) -> Payment:
    open_ones = await session.exec(
        select(Payment)
        .where(
            Payment.order_id == due.order_id,
            Payment.method == method,
            col(Payment.state).in_((AttemptState.STARTING, AttemptState.PENDING)),
            Payment.amount_minor == due.amount.minor,
            Payment.expires_at > clock.now(),
        )
        .order_by(col(Payment.id).desc())
        .limit(1)
    )
    payment = open_ones.one_or_none()
    if payment is None:
        payment = Payment(
            order_id=due.order_id,
            order_number=due.order_number,
            provider=gateway_for(method).provider,
            method=method,
            amount_minor=due.amount.minor,
            currency=due.amount.currency,
            expires_at=due.expires_at,
        )
        session.add(payment)
    return payment


async def _ask_provider(due: Due, payment: Payment) -> None:
    gateway = gateway_for(payment.method)
    base = settings().public_url
    try:
        started = await gateway.start(
            StartPayment(
                reference=str(payment.id),
                idempotency_key=str(payment.id),
                amount=due.amount,
                description=due.order_number,
                shop_name=due.shop_name,
                locale=due.locale,
                method=payment.method,
                return_url=base + due.return_path,
                notify_url=f"{base}/api/v1/payments/{gateway.provider}/notify",
                expires_at=due.expires_at,
            )
        )
    except GatewayDown as down:
        if not down.maybe_done:
            payment.move(AttemptState.FAILED, clock.now())
        payment.cause = down.code
    except GatewayRefused as refused:
        payment.move(AttemptState.FAILED, clock.now())
        payment.cause, payment.field = refused.cause, refused.field or ""
    else:
        payment.provider_ref = started.provider_ref
        payment.pay_url, payment.qr = started.pay_url, started.qr
        payment.move(AttemptState.PENDING, clock.now())


def _keep(answer: Payment, stored: Payment) -> None:
    for name in ("state", "provider_ref", "pay_url", "qr", "cause", "field", "settled_at"):
        setattr(stored, name, getattr(answer, name))
