"""Tables of campaigns and of how far each was when."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    id_field,
    json_value,
    minor_units,
    moment,
    moment_now,
    state_field,
)
from commerce.errors import MoveRefused


class CampaignState(StrEnum):
    """Where a campaign stands."""

    SCHEDULED = "scheduled"  # waits for its moment
    STARTING = "starting"  # the platform has not answered yet
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"  # delivered, or as much of it as there will be
    CANCELLED = "cancelled"  # with its order, before it began


_OPEN = frozenset({CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.ENDED})
CAMPAIGN_MOVES: dict[str, frozenset[str]] = {
    CampaignState.SCHEDULED: frozenset({CampaignState.STARTING, CampaignState.CANCELLED}),
    CampaignState.STARTING: _OPEN,
    CampaignState.RUNNING: _OPEN - {CampaignState.RUNNING},
    CampaignState.PAUSED: _OPEN - {CampaignState.PAUSED},
    CampaignState.ENDED: frozenset(),
    CampaignState.CANCELLED: frozenset(),
}
BEGUN = (CampaignState.STARTING, CampaignState.RUNNING, CampaignState.PAUSED)


class Campaign(OfShop, table=True):
    """What is to be delivered for one line of an order. `brief`: what the platform is told.

    `share_minor`: what the customer paid for it; the undelivered part of that goes back.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("order_id", "line_n", name="campaigns_once"),
        CheckConstraint("delivered BETWEEN 0 AND ordered", "campaigns_delivered"),
        CheckConstraint("refunded_minor BETWEEN 0 AND share_minor", "campaigns_refunded"),
        Index(
            "campaigns_open",
            "starts_at",
            postgresql_where=text("state IN ('scheduled', 'starting', 'running', 'paused')"),
        ),
    )

    id: UUID = id_field()
    order_id: UUID
    line_n: int = Field(sa_type=Integer)
    provider: str
    provider_ref: str | None = None
    state: str = state_field(default=CampaignState.SCHEDULED, nullable=False)
    brief: dict[str, Any] = json_value(default_factory=dict, nullable=False)
    ordered: int
    delivered: int = 0
    share_minor: int = minor_units(nullable=False)
    refunded_minor: int = minor_units(default=0, nullable=False)
    cause: str = ""
    starts_at: datetime = moment_now(nullable=False)
    ends_at: datetime = moment(nullable=False)
    asked_at: datetime | None = moment(default=None)
    reported_at: datetime | None = moment(default=None)
    started_at: datetime | None = moment(default=None)
    ended_at: datetime | None = moment(default=None)

    def move(self, to: CampaignState, at: datetime) -> None:
        """Go to another state. Raises MoveRefused."""
        if to not in CAMPAIGN_MOVES[self.state]:
            raise MoveRefused("campaign", self.state, to)
        self.state = to
        if to in (CampaignState.RUNNING, CampaignState.PAUSED) and self.started_at is None:
            self.started_at = at
        if to in (CampaignState.ENDED, CampaignState.CANCELLED):
            self.ended_at = at

    @property
    def open(self) -> bool:
        """Whether something may still come of it."""
        return self.state not in (CampaignState.ENDED, CampaignState.CANCELLED)

    @property
    def undelivered_minor(self) -> int:
        """What the customer paid for what was not delivered, to the last minor unit."""
        return self.share_minor - self.share_minor * self.delivered // self.ordered


class CampaignStep(OfShop, table=True):
    """How far a campaign was at a moment."""

    __tablename__ = "campaign_steps"

    campaign_id: UUID = Field(primary_key=True, foreign_key="campaigns.id")
    n: int = Field(primary_key=True, sa_type=Integer)
    delivered: int
    at: datetime = moment_now(nullable=False)
