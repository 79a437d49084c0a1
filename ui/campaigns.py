"""What an advertising platform delivers of an order's lines, in words."""

from dataclasses import dataclass, field

from commerce.campaigns.models import CampaignState
from commerce.campaigns.views import CampaignView
from commerce.catalog.kinds import kind_of
from commerce.catalog.texts import localized
from commerce.money import Money
from commerce.orders.views import LineView, OrderView
from ui.amounts import moment_text, money_text, number_text
from ui.texts import _, spoken

STEPS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ShownStep:
    """How far a campaign was when."""

    when: str
    delivered: str


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    """A line's campaign. `percent` is the ring's; the newest step comes first."""

    id: str
    name: str
    percent: int
    delivered: str
    state: str
    words: str
    fresh: str
    steps: list[ShownStep] = field(default_factory=list[ShownStep])


def shown_campaigns(
    order: OrderView, zone: str, *, most_steps: int = STEPS_SHOWN
) -> list[ShownCampaign]:
    """The campaigns of an order in the spoken language."""
    lines = {line.n: line for line in order.lines}
    return [
        _campaign(campaign, lines[campaign.line_n], order.total.currency, zone, most_steps)
        for campaign in order.campaigns
        if campaign.state != CampaignState.CANCELLED
    ]


def _campaign(
    campaign: CampaignView, line: LineView, currency: str, zone: str, most_steps: int
) -> ShownCampaign:
    unit = localized(kind_of(line.kind).units, spoken())
    steps = [
        ShownStep(moment_text(step.at, zone), number_text(step.delivered))
        for step in reversed(campaign.steps)
    ]
    fresh = campaign.reported_at
    counts = f"{number_text(campaign.delivered)} / {number_text(campaign.ordered)}"
    return ShownCampaign(
        id=str(campaign.id),
        name=f"{line.name} {line.options}".strip(),
        percent=100 * campaign.delivered // campaign.ordered,
        delivered=f"{counts} {unit}".strip(),
        state=campaign.state,
        words=_words(campaign, currency, zone),
        fresh=_("As of {moment}", moment=moment_text(fresh, zone)) if fresh else "",
        steps=steps[:most_steps],
    )


def _words(campaign: CampaignView, currency: str, zone: str) -> str:
    match campaign.state:
        case CampaignState.SCHEDULED:
            return _("Starts {moment}", moment=moment_text(campaign.starts_at, zone))
        case CampaignState.STARTING:
            return _("Starting")
        case CampaignState.PAUSED:
            return _("Paused")
        case CampaignState.RUNNING:
            return _("Running")
        case _ if campaign.refunded_minor:
            back = money_text(Money(campaign.refunded_minor, currency))
            return _("Ended. What is missing is refunded by itself: {amount}", amount=back)
        case _:
            return _("Delivered in full")
