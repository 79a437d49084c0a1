"""What an advertising platform is to the shop: one Protocol, its request, report and errors.

CommerceError
├── PlatformDown       no answer, or a 5xx; the campaign may have begun all the same
├── PlatformRefused    the platform said no: a stable cause
└── NoticeRefused      a notice that is not from our platform, or not for us
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from commerce.errors import CommerceError

Status = Literal["running", "paused", "completed", "ended", "rejected"]
OVER = ("completed", "ended", "rejected")
Order = Literal["pause", "resume", "stop"]


@dataclass(frozen=True, slots=True)
class StartCampaign:
    """Deliver so many units; the same reference asks for the same campaign."""

    reference: str
    brief: Mapping[str, str]
    quantity: int
    ends_at: datetime
    notify_url: str


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """How a campaign stands at the platform, over all that it delivered so far."""

    provider_ref: str
    reference: str
    status: Status
    delivered: int
    cause: str = ""


class PlatformDown(CommerceError):
    """No usable answer came; what was asked may have been done all the same."""

    code = "provider_down"


class PlatformRefused(CommerceError):
    """The platform understood and said no."""

    code = "move_refused"

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)


class NoticeRefused(CommerceError):
    """A notice that must not be believed: `reason` is a stable code.

    missing_header, bad_signature, too_old, bad_body, other_account.
    """

    code = "callback_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Platform(Protocol):
    """One advertising platform. Every call may raise PlatformDown or PlatformRefused."""

    @property
    def provider(self) -> str:
        """The name that stands in the notice's URL and on the campaign."""
        ...

    async def start(self, command: StartCampaign) -> CampaignReport:
        """Begin a campaign, or find the one that this reference began."""
        ...

    async def query(self, provider_ref: str) -> CampaignReport:
        """How the campaign stands now."""
        ...

    async def tell(self, provider_ref: str, order: Order) -> CampaignReport:
        """Pause it, go on, or stop it for good; a repeat changes nothing."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> CampaignReport:
        """Believe a notice or raise NoticeRefused; header names are lower case."""
        ...
