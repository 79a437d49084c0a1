"""Serving a paid order: what is there at once is given, what a platform delivers is scheduled."""

from datetime import datetime
from uuid import UUID

import procrastinate
from sqlmodel import col, select

from commerce import clock
from commerce.campaigns.models import Campaign
from commerce.campaigns.queries import campaigns_of
from commerce.campaigns.registry import first_platform
from commerce.catalog.kinds import Kind, StockCounting, kind_of, kinds_fulfilled_by
from commerce.catalog.kinds.inputs import opened_inputs
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session, transaction
from commerce.ids import split_ids
from commerce.orders import fulfilling, notices
from commerce.orders.access import lines_by_number, order_by_id
from commerce.orders.campaigning import DAYS, begin_campaigns
from commerce.orders.models import Order, OrderLine
from commerce.orders.queueing import SERVE
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.orders.timeline import record
from commerce.people.actors import SYSTEM
from commerce.queue import defer, queue
from commerce.stock.keys import give_keys

RETRY = procrastinate.RetryStrategy(max_attempts=10, exponential_wait=3)
PAID = (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED)


class KeysMissing(RuntimeError):
    """An order was sold a key that is not there: the job tries again, and the auditor tells."""


@queue.task(name=SERVE, retry=RETRY)
async def serve_orders(shop: str, orders: str) -> None:
    """Serve those of these paid orders that have more than parcels, and tell; safe to repeat."""
    try:
        missing = await _serve(UUID(shop), split_ids(orders))
    finally:
        await notices.tell(UUID(shop), split_ids(orders))
    if missing:
        raise KeysMissing(str(missing))


async def _serve(shop_id: UUID, orders: list[UUID]) -> int:
    async with transaction(shop_id) as session:
        found = await session.exec(
            select(OrderLine.order_id)
            .where(
                col(OrderLine.order_id).in_(orders),
                col(OrderLine.kind).not_in(kinds_fulfilled_by(Fulfilment.PARCEL)),
            )
            .distinct()
        )
        to_serve = sorted(found.all())
    missing = 0
    for order_id in to_serve:
        async with transaction(shop_id) as session:
            missing += await serve(session, await order_by_id(session, order_id, lock=True))
    return missing


async def serve(session: Session, order: Order) -> int:
    """Give a locked order what is there at once; how many keys are missing.

    What was given before is not given again.
    """
    if order.status != OrderStatus.OPEN or order.payment_status not in PAID:
        return 0
    lines = await lines_by_number(session, order)
    known = {campaign.line_n for campaign in await campaigns_of(session, order.id)}
    missing, given = 0, dict[str, int]()
    for line in lines.values():
        kind = kind_of(line.kind)
        left = fulfilling.left_of(line)
        if kind.fulfilment == Fulfilment.INSTANT and left:
            pieces = await _give(session, order, line, kind, left)
            missing += left - pieces
            given |= {str(line.n): pieces} if pieces else {}
        elif kind.fulfilment == Fulfilment.PROGRESS and left and line.n not in known:
            await _schedule(session, order, line, kind)
    if given:
        await fulfilling.settle(session, order, lines)
        record(session, order, "handed_over", SYSTEM, lines=given)
    return missing


async def _give(session: Session, order: Order, line: OrderLine, kind: Kind, left: int) -> int:
    """Count an instant line as fulfilled, with its keys where it has any; how many pieces."""
    if kind.stock == StockCounting.KEYS:
        left = await give_keys(session, line.variant_id, order.id, line.n, left)
    line.fulfilled += left
    return left


async def _schedule(session: Session, order: Order, line: OrderLine, kind: Kind) -> None:
    """A campaign for the line, from the moment that its customer chose on."""
    inputs = opened_inputs(line.inputs)
    starts_at = max(clock.now(), _moment(inputs.get("starts_at")) or clock.now())
    campaign = Campaign(
        order_id=order.id,
        line_n=line.n,
        provider=first_platform(),
        brief=dict(kind.brief(inputs)) if kind.brief else {},
        ordered=fulfilling.left_of(line) * line.units,
        share_minor=line.total_minor - line.refunded_minor,
        starts_at=starts_at,
        ends_at=starts_at + DAYS,
    )
    session.add(campaign)
    record(
        session,
        order,
        "campaign_scheduled",
        SYSTEM,
        line=line.n,
        starts_at=starts_at.isoformat(),
        ordered=campaign.ordered,
    )
    if starts_at <= clock.now():
        await defer(session, begin_campaigns)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
