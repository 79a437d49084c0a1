"""Campaigns of an order's lines: begun in time, followed, and settled when they end.

The platform is asked outside of any transaction that holds locks. Every verb locks the order
first, then the campaign.
"""

from datetime import timedelta
from uuid import UUID

import procrastinate
import structlog
from sqlmodel import col, select

from commerce import clock
from commerce.campaigns.models import BEGUN, Campaign, CampaignState, CampaignStep
from commerce.campaigns.platforms import (
    OVER,
    CampaignReport,
    PlatformDown,
    PlatformRefused,
    StartCampaign,
)
from commerce.campaigns.queries import campaigns_of
from commerce.campaigns.registry import first_platform, platform, platforms
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.errors import CommerceError, NotFound
from commerce.orders import fulfilling, notices, refunding
from commerce.orders.access import lines_by_number, order_by_id
from commerce.orders.models import Order
from commerce.orders.timeline import order_topic, record
from commerce.people.actors import SYSTEM, Actor
from commerce.queue import queue
from commerce.settings import settings

DAYS = timedelta(days=14)  # how long a campaign may take
ASK_AGAIN = timedelta(seconds=10)  # when the platform has not answered
ASK_AFTER = timedelta(seconds=20)  # when it has not told anything
SILENCE = timedelta(hours=6)  # after its end; then what was told last is what it delivered
BATCH = 100
RETRY = procrastinate.RetryStrategy(max_attempts=3, wait=2)
log = structlog.get_logger()


@queue.task(name="campaigns.begin", retry=RETRY)
async def begin_campaigns() -> None:
    """Begin what is due, and ask again for what the platform did not answer; safe to repeat."""
    now = clock.now()
    state = col(Campaign.state)
    due = (state == CampaignState.SCHEDULED) & (col(Campaign.starts_at) <= now)
    unanswered = (state == CampaignState.STARTING) & (col(Campaign.asked_at) < now - ASK_AGAIN)
    async with transaction_over_all_shops() as session:
        found = await session.exec(
            select(Campaign).where(due | unanswered).order_by(col(Campaign.starts_at)).limit(BATCH)
        )
        campaigns = found.all()
    for campaign in campaigns:
        await begin(campaign)


async def follow_up() -> int:
    """Ask for each campaign under way that has told nothing for a while; how many there were."""
    now = clock.now()
    async with transaction_over_all_shops() as session:
        found = await session.exec(
            select(Campaign)
            .where(
                col(Campaign.state).in_((CampaignState.RUNNING, CampaignState.PAUSED)),
                col(Campaign.reported_at) < now - ASK_AFTER,
            )
            .order_by(col(Campaign.reported_at))
            .limit(BATCH)
        )
        campaigns = found.all()
    for campaign in campaigns:
        await ask(campaign)
    return len(campaigns)


async def apply_report(report: CampaignReport, provider: str) -> str:
    """Apply what a platform tells of a campaign: moved, settled, or ignored where it is no news.

    Raises NotFound for a campaign that is not ours.
    """
    try:
        campaign_id = UUID(report.reference)
    except ValueError:
        raise NotFound("campaign") from None
    async with transaction_over_all_shops() as session:
        found = await session.exec(
            select(Campaign).where(Campaign.id == campaign_id, Campaign.provider == provider)
        )
        campaign = found.one_or_none()
    if campaign is None or campaign.provider_ref not in (None, report.provider_ref):
        raise NotFound("campaign")
    async with transaction(campaign.shop_id) as session:
        order = await order_by_id(session, campaign.order_id, lock=True)
        return await _apply(session, order, await _locked(session, campaign.id), report)


async def call_off(session: Session, order: Order) -> None:
    """Cancel the campaigns of a locked order that have not begun."""
    for campaign in await campaigns_of(session, order.id, lock=True):
        if campaign.state == CampaignState.SCHEDULED:
            campaign.move(CampaignState.CANCELLED, clock.now())


async def begin(campaign: Campaign) -> None:
    """Take what was refunded meanwhile into account, then tell the platform to begin."""
    async with transaction(campaign.shop_id) as session:
        order = await order_by_id(session, campaign.order_id, lock=True)
        locked = await _locked(session, campaign.id)
        locked.provider = locked.provider or first_platform()
        if locked.provider not in platforms():
            log.warning("campaigns.no_platform", campaign=str(campaign.id))
            return
        if locked.state == CampaignState.SCHEDULED and not await set_going(session, order, locked):
            return
        if locked.state != CampaignState.STARTING:
            return
        locked.asked_at = clock.now()
        command = StartCampaign(
            reference=str(locked.id),
            brief=locked.brief,
            quantity=locked.ordered,
            ends_at=locked.ends_at,
            notify_url=f"{settings().public_url}/api/v1/campaigns/{locked.provider}/notify",
        )
    try:
        report = await platform(locked.provider).start(command)
    except PlatformDown:
        log.warning("campaigns.not_begun", campaign=str(campaign.id))
        return  # asked again in a while
    except PlatformRefused as refused:
        report = CampaignReport("", str(campaign.id), "rejected", 0, refused.cause)
    await apply_report(report, locked.provider)


async def set_going(session: Session, order: Order, campaign: Campaign) -> bool:
    """From scheduled to starting; whether anything is left to deliver."""
    lines = await lines_by_number(session, order)
    line = lines[campaign.line_n]
    pieces = fulfilling.left_of(line)
    if not pieces:
        campaign.move(CampaignState.CANCELLED, clock.now())
        return False
    campaign.ordered = pieces * line.units
    campaign.share_minor = line.total_minor - line.refunded_minor
    campaign.move(CampaignState.STARTING, clock.now())
    line.fulfilled += pieces
    await fulfilling.settle(session, order, lines)
    record(session, order, "campaign_started", SYSTEM, line=line.n, ordered=campaign.ordered)
    await notices.have_told(await session.driver(), order.shop_id, [order.id])
    return True


async def _apply(session: Session, order: Order, campaign: Campaign, report: CampaignReport) -> str:
    if campaign.state not in BEGUN:
        return "ignored"
    campaign.provider_ref = report.provider_ref or campaign.provider_ref
    campaign.reported_at = now = clock.now()
    # Reports come late and out of order: what was delivered never becomes less, and what comes
    # on top of the order is the platform's gift.
    delivered = max(campaign.delivered, min(report.delivered, campaign.ordered))
    news = delivered > campaign.delivered or campaign.state == CampaignState.STARTING
    if news:
        await _step(session, campaign, delivered)
    if report.status in OVER:
        await _end(session, order, campaign, SYSTEM, report.cause)
        return "settled"
    to = CampaignState.PAUSED if report.status == "paused" else CampaignState.RUNNING
    if campaign.state != to:
        campaign.move(to, now)
        news = True
    if news:
        session.tell(order_topic(order.number))
    return "moved" if news else "ignored"


async def _step(session: Session, campaign: Campaign, delivered: int) -> None:
    last = await session.exec(
        select(CampaignStep.n)
        .where(CampaignStep.campaign_id == campaign.id)
        .order_by(col(CampaignStep.n).desc())
        .limit(1)
    )
    n = (last.one_or_none() or 0) + 1
    campaign.delivered = delivered
    session.add(CampaignStep(campaign_id=campaign.id, n=n, delivered=delivered, at=clock.now()))


async def _end(
    session: Session, order: Order, campaign: Campaign, actor: Actor, cause: str
) -> None:
    """Nothing more will come: what was not delivered is refunded, the order perhaps done."""
    campaign.cause = cause[:80]
    campaign.move(CampaignState.ENDED, clock.now())
    lines = await lines_by_number(session, order)
    line, amount = lines[campaign.line_n], campaign.undelivered_minor
    told = {"delivered": campaign.delivered, "ordered": campaign.ordered}
    record(session, order, "campaign_ended", actor, line=line.n, minor=amount, cause=cause, **told)
    if amount:
        campaign.refunded_minor = amount
        await refunding.refund_undelivered(session, order, line, amount, told)
    await fulfilling.settle(session, order, lines)
    await notices.have_told(await session.driver(), order.shop_id, [order.id])


async def ask(campaign: Campaign) -> None:
    """What the platform says now; long after the end, what it said last counts."""
    try:
        report = await platform(campaign.provider).query(campaign.provider_ref or "")
        if report.status not in OVER and campaign.ends_at < clock.now():
            report = await platform(campaign.provider).tell(campaign.provider_ref or "", "stop")
    except CommerceError as silent:
        log.warning("campaigns.not_told", campaign=str(campaign.id), code=silent.code)
        if campaign.ends_at + SILENCE < clock.now():
            await _give_up(campaign)
        return
    await apply_report(report, campaign.provider)


async def _give_up(campaign: Campaign) -> None:
    async with transaction(campaign.shop_id) as session:
        order = await order_by_id(session, campaign.order_id, lock=True)
        locked = await _locked(session, campaign.id)
        if locked.open:
            await _end(session, order, locked, SYSTEM, "platform_silent")


async def _locked(session: Session, campaign_id: UUID) -> Campaign:
    found = await session.exec(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()
