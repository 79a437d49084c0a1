"""What a parcel carrier is to the shop: one Protocol, what it tells, and its errors.

CommerceError
├── CarrierDown      no answer, or a 5xx
└── NoticeRefused    a notice that is not from our carrier
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from commerce.errors import CommerceError

ParcelState = Literal[
    "announced",
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "delivered",
    "exception",
    "returned",
]


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing that happened to a parcel; `told` is the carrier's own id of it."""

    told: str
    state: ParcelState
    place: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel as its carrier tells it: always whole, so that repeats and disorder do no harm."""

    ref: str
    reference: str
    expected_at: datetime | None
    delayed: bool
    scans: tuple[Scan, ...]


class CarrierDown(CommerceError):
    """The carrier does not answer."""

    code = "provider_down"


class NoticeRefused(CommerceError):
    """A notice that we do not believe."""

    code = "callback_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Carrier(Protocol):
    """A carrier that tells where parcels are."""

    @property
    def name(self) -> str:
        """Its stable name."""
        ...

    async def register(self, reference: str, tracking_number: str) -> Tracked:
        """Have a parcel followed; the same reference again is the same parcel."""
        ...

    async def query(self, ref: str) -> Tracked:
        """How the parcel stands now."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Tracked:
        """Believe a notice or raise NoticeRefused; header names are lower case."""
        ...
