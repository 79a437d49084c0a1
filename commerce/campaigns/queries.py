"""Reads of campaigns: those of an order, with their history."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from commerce.campaigns.models import Campaign, CampaignStep
from commerce.campaigns.views import CampaignView, campaign_view
from commerce.db.session import Session


async def campaigns_of(
    session: Session, order_id: UUID, *, lock: bool = False
) -> Sequence[Campaign]:
    """The campaigns of an order, line by line; their rows locked if asked."""
    statement = select(Campaign).where(Campaign.order_id == order_id).order_by(col(Campaign.line_n))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(statement)).all()


async def campaign_views(session: Session, order_id: UUID) -> tuple[CampaignView, ...]:
    """The same with their history."""
    found = await campaigns_of(session, order_id)
    if not found:
        return ()
    steps = await session.exec(
        select(CampaignStep)
        .where(col(CampaignStep.campaign_id).in_([campaign.id for campaign in found]))
        .order_by(col(CampaignStep.n))
    )
    by_campaign: dict[UUID, list[CampaignStep]] = {}
    for step in steps:
        by_campaign.setdefault(step.campaign_id, []).append(step)
    return tuple(campaign_view(one, by_campaign.get(one.id, [])) for one in found)
