"""Attempts to pay: started at a provider outside of any lock, their answers kept."""

from uuid import UUID

from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.payments.gateways import GatewayDown, GatewayRefused, StartPayment
from commerce.payments.models import AttemptState, Payment
from commerce.payments.opening import Attempt, Due, Wish, open_attempt
from commerce.payments.registry import gateway_for
from commerce.settings import settings

__all__ = ["Attempt", "Due", "locked", "start"]


async def start(due: Due, method: str) -> Attempt:
    """Open an attempt at the provider of `method`; an open one of that method is used again.

    A provider that is down or refuses leaves the attempt failed with its cause: the customer
    sees why, and pays again. What the provider answers stands in the returned attempt alone: it is
    the caller's to keep. Raises InvalidInput for a method that no provider has, Busy.
    """
    attempt = await open_attempt(Wish(due, method, gateway_for(method).provider))
    if attempt.state == AttemptState.STARTING:
        await _ask_provider(due, attempt)
    return attempt


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


async def _ask_provider(due: Due, attempt: Attempt) -> None:
    gateway = gateway_for(attempt.method)
    base = settings().public_url
    try:
        started = await gateway.start(
            StartPayment(
                reference=str(attempt.id),
                idempotency_key=str(attempt.id),
                amount=due.amount,
                description=due.order_number,
                shop_name=due.shop_name,
                locale=due.locale,
                method=attempt.method,
                return_url=base + due.return_path,
                notify_url=f"{base}/api/v1/payments/{gateway.provider}/notify",
                expires_at=due.expires_at,
                on_phone=due.on_phone,
            )
        )
    except GatewayDown as down:
        if not down.maybe_done:
            attempt.move(AttemptState.FAILED, clock.now())
        attempt.cause = down.code
    except GatewayRefused as refused:
        attempt.move(AttemptState.FAILED, clock.now())
        attempt.cause, attempt.field = refused.cause, refused.field or ""
    else:
        attempt.provider_ref = started.provider_ref
        attempt.pay_url, attempt.qr = started.pay_url, started.qr
        attempt.cause = attempt.field = ""  # of an earlier try that nobody answered
        attempt.move(AttemptState.PENDING, clock.now())
