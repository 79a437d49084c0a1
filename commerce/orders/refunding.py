"""Refunds: what goes back for which lines, asked of the provider by a job, told when done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import procrastinate
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.kinds import kind_of
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.errors import InvalidInput, MoveRefused, NotFound
from commerce.ids import new_id
from commerce.money import Money
from commerce.orders import fulfilling, notices
from commerce.orders.access import lines_by_number, order_by_id, order_by_number
from commerce.orders.models import Order, OrderLine
from commerce.orders.refund_pieces import (
    RefundLine,
    check,
    delivery_left,
    refundable,
    share,
)
from commerce.orders.states import (
    PAYMENT_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    moved,
)
from commerce.orders.timeline import record
from commerce.payments.gateways import GatewayDown, GatewayRefused, RefundReport, StartRefund
from commerce.payments.models import AttemptState, Payment, Refund, RefundState
from commerce.payments.registry import BY_HAND, gateway
from commerce.people.actors import SYSTEM, Actor, ActorKind
from commerce.queue import defer, queue
from commerce.settings import settings
from commerce.stock import levels
from commerce.stock.models import StockReason

RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)
UNSETTLED = timedelta(minutes=2)


async def refund_lines(
    session: Session,
    number: str,
    wanted: Sequence[RefundLine],
    *,
    delivery: bool,
    reason: str,
    actor: Actor,
    request_key: UUID | None = None,
) -> Refund:
    """Refund some pieces of an order, and its delivery if asked; the provider is asked by a job.

    Each piece returns its share of what the customer paid for it, to the last minor unit: the
    last piece of a line takes what rounding left. The same request key again returns the refund
    that it made. Raises InvalidInput per line, MoveRefused.
    """
    order = await order_by_number(session, number, lock=True)
    if request_key and (known := await _twin(session, order, request_key)):
        return known
    if order.payment_status not in (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED):
        raise MoveRefused("payment", order.payment_status, PaymentStatus.PART_REFUNDED)
    lines = await lines_by_number(session, order)
    check(wanted, lines)
    wanted = [replace(w, restock=w.restock and kind_of(lines[w.n].kind).counted) for w in wanted]
    amounts = [share(lines[w.n], w.quantity) for w in wanted]
    charge = delivery_left(order) if delivery else 0
    total = sum(amounts) + charge
    if total <= 0:
        raise InvalidInput.of("lines", "nothing_to_refund")
    payment = await _paid_with(session, order)
    for piece, amount in zip(wanted, amounts, strict=True):
        _count(lines[piece.n], piece, amount)
    order.refunded_delivery_minor += charge
    if order.fulfilment_status == FulfilmentStatus.PARTIAL:  # perhaps nothing is left to send
        await fulfilling.settle(session, order, lines)
    back = {lines[w.n].variant_id: w.quantity for w in wanted if w.restock}
    await levels.give_back(session, back, order.id, StockReason.RESTOCKED)
    asked = Refund(
        order_id=order.id,
        payment_id=payment.id,
        request_key=request_key or new_id(),
        amount_minor=total,
        currency=order.currency,
        reason=reason,
        lines=_as_told(wanted, amounts),
    )
    return await _request(session, order, asked, actor)


def _as_told(wanted: Sequence[RefundLine], amounts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"n": piece.n, "quantity": piece.quantity, "minor": amount, "restock": piece.restock}
        for piece, amount in zip(wanted, amounts, strict=True)
    ]


async def refund_rest(
    session: Session, order: Order, *, restock: bool, reason: str, actor: Actor
) -> None:
    """Refund all that is left of a locked order, as cancelling does."""
    lines = await lines_by_number(session, order)
    rest = [
        RefundLine(line.n, refundable(line), restock=restock)
        for line in lines.values()
        if refundable(line)
    ]
    if order.paid_minor > order.refunded_minor:
        await refund_lines(session, order.number, rest, delivery=True, reason=reason, actor=actor)


async def refund_undelivered(
    session: Session, order: Order, line: OrderLine, amount: int, facts: dict[str, Any]
) -> None:
    """Return what a customer paid for what a campaign did not deliver; the order is locked."""
    payment = await _paid_with(session, order)
    line.refunded_minor += amount
    asked = Refund(
        order_id=order.id,
        payment_id=payment.id,
        amount_minor=amount,
        currency=order.currency,
        reason="undelivered",
        lines=[{"n": line.n, "quantity": 0, "minor": amount, "restock": False, **facts}],
    )
    await _request(session, order, asked, SYSTEM)


async def send_back(session: Session, order: Order, payment: Payment, reason: str) -> Refund:
    """Return a whole payment that the order had no use for; both rows are locked."""
    whole = Refund(
        order_id=order.id,
        payment_id=payment.id,
        amount_minor=payment.amount_minor,
        currency=order.currency,
        reason=reason,
    )
    return await _request(session, order, whole, SYSTEM)


def _count(line: OrderLine, piece: RefundLine, amount: int) -> None:
    line.refunded += piece.quantity
    line.refunded_minor += amount
    if piece.restock:
        line.restocked += piece.quantity


async def _paid_with(session: Session, order: Order) -> Payment:
    """The payment that paid the order. Raises NotFound."""
    found = await session.exec(
        select(Payment)
        .where(Payment.order_id == order.id, Payment.state == AttemptState.SUCCEEDED)
        .order_by(col(Payment.settled_at))
        .limit(1)
    )
    payment = found.one_or_none()
    if payment is None:
        raise NotFound("payment")
    return payment


async def _twin(session: Session, order: Order, request_key: UUID) -> Refund | None:
    found = await session.exec(
        select(Refund).where(Refund.order_id == order.id, Refund.request_key == request_key)
    )
    return found.one_or_none()


async def _request(session: Session, order: Order, refund: Refund, actor: Actor) -> Refund:
    """Keep a new refund, count it, tell the timeline, and have a job ask the provider."""
    refund.staff_id = actor.id if actor.kind == ActorKind.STAFF else None
    session.add(refund)
    await session.flush()
    order.refunded_minor += refund.amount_minor
    record(session, order, "refund_requested", actor, reason=refund.reason, **_facts(refund))
    await defer(session, send_refund, shop=str(order.shop_id), refund=str(refund.id))
    return refund


@queue.task(name="orders.send_refund", retry=RETRY)
async def send_refund(shop: str, refund: str) -> None:
    """Ask the provider for a refund; safe to repeat: the refund's id is the key."""
    async with transaction(UUID(shop)) as session:
        asked = await session.get(Refund, UUID(refund))
        if asked is None or asked.state != RefundState.REQUESTED:
            return
        payment = (await session.exec(select(Payment).where(Payment.id == asked.payment_id))).one()
    if payment.provider in BY_HAND:
        return  # staff give it back, and say so: paid_out
    provider = gateway(payment.provider)
    base = settings().public_url
    try:
        report = await provider.refund(
            StartRefund(
                provider_ref=payment.provider_ref or "",
                reference=str(asked.id),
                idempotency_key=str(asked.id),
                amount=Money(asked.amount_minor, asked.currency),
                reason=asked.reason,
                notify_url=f"{base}/api/v1/payments/{payment.provider}/notify",
            )
        )
    except GatewayRefused as refused:
        await _settle(UUID(shop), asked.id, RefundState.FAILED, None, refused.cause)
        return
    except GatewayDown:
        async with transaction(UUID(shop)) as session:
            again = (await session.exec(select(Refund).where(Refund.id == asked.id))).one()
            again.attempts += 1
        raise
    await apply_refund(report, payment.provider)


async def apply_refund(report: RefundReport, provider: str) -> str:
    """Apply what a provider reports of a refund; a repeat changes nothing.

    Returns settled, repeated or ignored. Raises NotFound for a refund that is not ours.
    """
    from_report = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED}
    state = from_report.get(report.status)
    shop_id, refund_id = await _whose(report, provider)
    if state is None:
        return "ignored"
    return await _settle(shop_id, refund_id, state, report.refund_ref, report.cause or "")


async def _whose(report: RefundReport, provider: str) -> tuple[UUID, UUID]:
    try:
        refund_id = UUID(report.reference)
    except ValueError:
        raise NotFound("refund") from None
    async with transaction_over_all_shops() as session:
        found = await session.exec(
            select(Refund, Payment)
            .join(Payment, col(Payment.id) == Refund.payment_id)
            .where(Refund.id == refund_id, Payment.provider == provider)
        )
        pair = found.one_or_none()
    if pair is None or report.amount != Money(pair[0].amount_minor, pair[0].currency):
        raise NotFound("refund")
    return pair[0].shop_id, refund_id


async def _settle(
    shop_id: UUID, refund_id: UUID, state: RefundState, ref: str | None, cause: str
) -> str:
    async with transaction(shop_id) as session:
        order_id = (await session.exec(select(Refund.order_id).where(Refund.id == refund_id))).one()
        order = await order_by_id(session, order_id, lock=True)
        refund = (
            await session.exec(
                select(Refund)
                .where(Refund.id == refund_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        ).one()
        if refund.state in (state, RefundState.SUCCEEDED):
            return "repeated"
        refund.state, refund.cause, refund.settled_at = state, cause, clock.now()
        refund.provider_ref = ref or refund.provider_ref
        if state is RefundState.FAILED:
            record(session, order, "refund_failed", SYSTEM, cause=cause, **_facts(refund))
        else:
            await _paid_out(session, order, refund, SYSTEM)
        return "settled"


async def paid_out(session: Session, number: str, refund_id: UUID, actor: Actor) -> None:
    """Staff gave money back by hand, as what was paid at the door has no other way.

    A repeat changes nothing. Raises NotFound, MoveRefused where a provider does it.
    """
    order = await order_by_number(session, number, lock=True)
    found = await session.exec(
        select(Refund, Payment)
        .join(Payment, col(Payment.id) == Refund.payment_id)
        .where(Refund.id == refund_id, Refund.order_id == order.id)
        .with_for_update(of=Refund)  # pyright: ignore[reportArgumentType]
    )
    pair = found.one_or_none()
    if pair is None:
        raise NotFound("refund")
    refund, payment = pair
    if payment.provider not in BY_HAND:
        raise MoveRefused("refund", refund.state, RefundState.SUCCEEDED)
    if refund.state != RefundState.SUCCEEDED:
        refund.state, refund.settled_at = RefundState.SUCCEEDED, clock.now()
        await _paid_out(session, order, refund, actor)


async def _paid_out(session: Session, order: Order, refund: Refund, actor: Actor) -> None:
    await session.flush()
    await _count_settled(session, order)
    record(session, order, "refunded", actor, reason=refund.reason, **_facts(refund))
    await notices.have_told(await session.driver(), order.shop_id, [order.id])


def _facts(refund: Refund) -> dict[str, Any]:
    minor, currency = refund.amount_minor, refund.currency
    return {"refund": str(refund.id), "minor": minor, "currency": currency}


async def _count_settled(session: Session, order: Order) -> None:
    """Move the payment's state by what has really gone back."""
    refunds = await session.exec(
        select(Refund).where(Refund.order_id == order.id, Refund.state == RefundState.SUCCEEDED)
    )
    kept = order.paid_minor - sum(refund.amount_minor for refund in refunds)
    if order.payment_status == PaymentStatus.UNPAID or kept >= order.total_minor:
        return  # a payment too many went back; the order stands as it was
    to = PaymentStatus.PART_REFUNDED if kept else PaymentStatus.REFUNDED
    order.payment_status = moved("payment", PAYMENT_MOVES, order.payment_status, to)
    if to is PaymentStatus.REFUNDED and order.status == OrderStatus.OPEN:
        order.status, order.closed_at = OrderStatus.COMPLETED, clock.now()
        order.close_reason = "refunded"


async def retry_refund(session: Session, number: str, refund_id: UUID, actor: Actor) -> None:
    """Ask again for a refund that failed. Raises NotFound, MoveRefused."""
    order = await order_by_number(session, number, lock=True)
    found = await session.exec(
        select(Refund).where(Refund.id == refund_id, Refund.order_id == order.id).with_for_update()
    )
    refund = found.one_or_none()
    if refund is None:
        raise NotFound("refund")
    if refund.state != RefundState.FAILED:
        raise MoveRefused("refund", refund.state, RefundState.REQUESTED)
    refund.state, refund.cause, refund.settled_at = RefundState.REQUESTED, "", None
    record(session, order, "refund_requested", actor, again=True, **_facts(refund))
    await defer(session, send_refund, shop=str(order.shop_id), refund=str(refund.id))
