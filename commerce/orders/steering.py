"""What staff have a campaign's platform told: pause, go on, or say how it stands now.

The platform is asked by a job, after the commit: an outage of it is waited out.
"""

from collections.abc import Mapping
from uuid import UUID

import procrastinate
import structlog
from sqlmodel import select

from commerce.campaigns.models import BEGUN, Campaign, CampaignState
from commerce.campaigns.platforms import Order, PlatformDown, PlatformRefused
from commerce.campaigns.registry import platform
from commerce.db.session import Session, transaction
from commerce.errors import InvalidInput, MoveRefused, NotFound
from commerce.orders.access import order_by_number
from commerce.orders.campaigning import apply_report, ask, begin
from commerce.orders.timeline import record
from commerce.people.actors import Actor
from commerce.queue import defer, queue

RETRY = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=3)
POSSIBLE: Mapping[str, tuple[CampaignState, ...]] = {
    "pause": (CampaignState.RUNNING,),
    "resume": (CampaignState.PAUSED,),
    "ask": BEGUN,
}
_EVENTS = {"pause": "campaign_paused", "resume": "campaign_resumed"}
log = structlog.get_logger()


async def steer(session: Session, number: str, campaign_id: UUID, wish: str, actor: Actor) -> None:
    """Have the platform told, once this commits; a repeat changes nothing there.

    Raises InvalidInput (a wish that there is not), NotFound, MoveRefused.
    """
    if wish not in POSSIBLE:
        raise InvalidInput.of("wish", "unknown")
    order = await order_by_number(session, number, lock=True)
    found = select(Campaign).where(Campaign.id == campaign_id, Campaign.order_id == order.id)
    campaign = (await session.exec(found)).one_or_none()
    if campaign is None:
        raise NotFound("campaign")
    if campaign.state not in POSSIBLE[wish]:
        raise MoveRefused("campaign", campaign.state, wish)
    if wish in _EVENTS:
        record(session, order, _EVENTS[wish], actor, line=campaign.line_n)
    await defer(
        session, tell_platform, shop=str(order.shop_id), campaign=str(campaign.id), wish=wish
    )


@queue.task(name="campaigns.steer", retry=RETRY)
async def tell_platform(shop: str, campaign: str, wish: str) -> None:
    """Tell it, unless the campaign has gone on meanwhile; safe to repeat."""
    async with transaction(UUID(shop)) as session:
        found = await session.exec(select(Campaign).where(Campaign.id == UUID(campaign)))
        standing = found.one_or_none()
    if standing is None or standing.state not in POSSIBLE[wish]:
        return
    if standing.state == CampaignState.STARTING:
        await begin(standing)
    elif wish == "ask":
        await ask(standing)
    else:
        await _order(standing, "pause" if wish == "pause" else "resume")


async def _order(campaign: Campaign, wish: Order) -> None:
    at = platform(campaign.provider)
    try:
        report = await at.tell(campaign.provider_ref or "", wish)
    except PlatformDown:
        log.warning("campaigns.not_told", campaign=str(campaign.id), wish=wish)
        raise  # the job tries again
    except PlatformRefused:
        await ask(campaign)  # it ended meanwhile, perhaps
        return
    await apply_report(report, campaign.provider)
