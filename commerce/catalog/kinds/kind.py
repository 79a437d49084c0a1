"""What a kind of business decides about a line: what it asks, how it is counted and fulfilled."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel


class StockCounting(StrEnum):
    """How a kind's stock is counted."""

    LEVELS = "levels"
    UNLIMITED = "unlimited"
    KEYS = "keys"
    SLOTS = "slots"


class Fulfilment(StrEnum):
    """How a kind reaches the customer."""

    PARCEL = "parcel"
    PROGRESS = "progress"
    INSTANT = "instant"
    PERIOD = "period"
    SLOT = "slot"


class Refund(StrEnum):
    """What of a kind can be refunded."""

    ALL = "all"
    PRO_RATA = "pro_rata"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `inputs_model` validates a line's inputs and its JSON schema draws their form."""

    code: str
    inputs_model: type[BaseModel]
    stock: StockCounting
    fulfilment: Fulfilment
    refund: Refund
    needs_address: bool
