"""Asking providers: for payments whose callback never came, and for refunds under way."""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.errors import CommerceError
from commerce.orders import paying, refunding
from commerce.payments import attempts
from commerce.payments.gateways import GatewayDown
from commerce.payments.models import AttemptState, Payment, Refund, RefundState
from commerce.payments.registry import gateways

ASK_AFTER = timedelta(seconds=20)
GIVE_UP_AFTER = timedelta(days=1)
BATCH = 100
log = structlog.get_logger()


async def ask_unsettled() -> int:
    """Ask for each open attempt and refund that is old enough; how many were asked for."""
    now = clock.now()
    async with transaction_over_all_shops() as session:
        payments = await session.exec(
            select(Payment)
            .where(
                col(Payment.state).in_((AttemptState.STARTING, AttemptState.PENDING)),
                col(Payment.provider).in_(gateways()),  # at the door nobody can be asked
                col(Payment.created_at) < now - ASK_AFTER,
                col(Payment.created_at) > now - GIVE_UP_AFTER,
            )
            .order_by(col(Payment.created_at))
            .limit(BATCH)
        )
        refunds = await session.exec(
            select(Refund, Payment)
            .join(Payment, col(Payment.id) == Refund.payment_id)
            .where(
                Refund.state == RefundState.REQUESTED,
                col(Refund.provider_ref).is_not(None),
                col(Refund.created_at) < now - ASK_AFTER,
            )
            .limit(BATCH)
        )
        open_payments, open_refunds = payments.all(), refunds.all()
    for payment in open_payments:
        await _ask_payment(payment)
    for refund, payment in open_refunds:
        await _ask_refund(refund, payment)
    return len(open_payments) + len(open_refunds)


async def ask_now(payment: Payment) -> str:
    """Ask the provider for one attempt at once, as when its customer comes back from the till."""
    return await _ask_payment(payment)


async def ask_for_order(shop_id: UUID, order_id: UUID) -> bool:
    """Ask for each open attempt of one order; whether anything came of it."""
    async with transaction(shop_id) as session:
        found = await session.exec(
            select(Payment).where(
                Payment.order_id == order_id,
                col(Payment.state).in_((AttemptState.STARTING, AttemptState.PENDING)),
            )
        )
        open_attempts = found.all()
    outcomes = [await _ask_payment(payment) for payment in open_attempts]
    return any(outcome not in ("ignored", "repeated") for outcome in outcomes)


async def _ask_payment(payment: Payment) -> str:
    gateway = gateways().get(payment.provider)
    if gateway is None:
        return "ignored"
    if payment.provider_ref is None:  # the start was never answered: nobody can have paid
        if payment.expires_at < clock.now():
            async with transaction(payment.shop_id) as session:
                lost = await attempts.locked(session, payment.id)
                if lost.state == AttemptState.STARTING:
                    lost.move(AttemptState.FAILED, clock.now())
        return "ignored"
    try:
        report = await gateway.query(payment.provider_ref)
        if report.status == "pending":
            return "ignored"
        return await paying.apply_report(report, payment.provider, {})
    except GatewayDown:
        return "ignored"
    except CommerceError as refused:
        log.warning("payments.query_refused", payment=str(payment.id), code=refused.code)
        return "ignored"


async def _ask_refund(refund: Refund, payment: Payment) -> None:
    gateway = gateways().get(payment.provider)
    if gateway is None or refund.provider_ref is None:
        return
    try:
        await refunding.apply_refund(
            await gateway.query_refund(refund.provider_ref), payment.provider
        )
    except CommerceError as refused:
        log.warning("refunds.query_refused", refund=str(refund.id), code=refused.code)
