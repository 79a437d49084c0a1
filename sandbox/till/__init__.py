"""The till: a payment provider's twin, with a page on which the customer picks the outcome."""

from dataclasses import dataclass, field

from sandbox.keys import Keys
from sandbox.outbox import Outbox
from sandbox.store import Store


@dataclass(slots=True)
class Faults:
    """What is wrong with the whole provider just now."""

    provider_down: bool = False
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Till:
    """What every part of the till works with."""

    store: Store
    outbox: Outbox
    keys: Keys
    public_url: str
    allowed_origins: frozenset[str]
    faults: Faults = field(default_factory=Faults)
