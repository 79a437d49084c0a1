"""Attempts to pay: started at a provider outside of any lock, their answers kept."""

from uuid import UUID

from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.payments.gateways import GatewayDown, GatewayRefused, StartPayment
from commerce.payments.models import AttemptState, Payment
from commerce.payments.opening import Due, Wish, open_attempt
from commerce.payments.registry import gateway_for
from commerce.settings import settings

__all__ = ["Due", "locked", "start"]


async def start(due: Due, method: str) -> Payment:
    """Open an attempt at the provider of `method`; an open one of that method is used again.

    A provider that is down or refuses leaves the attempt failed with its cause: the customer
    sees why, and pays again. What the provider answers stands in the returned attempt alone: it is
    the caller's to keep. Raises InvalidInput for a method that no provider has, Busy.
    """
    payment = await open_attempt(Wish(due, method, gateway_for(method).provider))
    if payment.state == AttemptState.STARTING:
        await _ask_provider(due, payment)
    return payment


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
