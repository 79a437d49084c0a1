"""What the faces see of a campaign: frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.campaigns.models import Campaign, CampaignStep


@dataclass(frozen=True, slots=True)
class StepView:
    """How far it was at a moment."""

    delivered: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with its history, the oldest step first. `unreached`: not delivered by its end."""

    id: UUID
    line_n: int
    state: str
    ordered: int
    delivered: int
    refunded_minor: int
    cause: str
    starts_at: datetime
    ends_at: datetime
    reported_at: datetime | None
    ended_at: datetime | None
    steps: tuple[StepView, ...]

    @property
    def unreached(self) -> int:
        """How many units are missing."""
        return self.ordered - self.delivered


def campaign_view(campaign: Campaign, steps: Sequence[CampaignStep]) -> CampaignView:
    """One campaign and its steps."""
    return CampaignView(
        id=campaign.id,
        line_n=campaign.line_n,
        state=campaign.state,
        ordered=campaign.ordered,
        delivered=campaign.delivered,
        refunded_minor=campaign.refunded_minor,
        cause=campaign.cause,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        reported_at=campaign.reported_at,
        ended_at=campaign.ended_at,
        steps=tuple(StepView(step.delivered, step.at) for step in steps),
    )
