"""The advertising platform's twin: campaigns that are delivered bit by bit, or not quite."""

from dataclasses import dataclass, field

from sandbox.keys import Keys
from sandbox.outbox import Outbox
from sandbox.store import Store


@dataclass(slots=True)
class PlatformFaults:
    """What is wrong with the whole platform just now."""

    down: bool = False
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PromotionPlatform:
    """What every part of the platform works with. `seconds`: how long a whole campaign takes."""

    store: Store
    outbox: Outbox
    keys: Keys
    allowed_origins: frozenset[str]
    seconds: float
    faults: PlatformFaults = field(default_factory=PlatformFaults)
