"""The till: a payment provider's twin, with a page on which the customer picks the outcome."""

import sqlite3
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.keys import Keys
from sandbox.outbox import Outbox
from sandbox.store import Store


@dataclass(slots=True)
class Faults:
    """What is wrong with the whole provider just now."""

    provider_down: bool = False
    broken: bool = False  # does what it is asked, and answers 500
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """A callback to be sent, and whose signature it gets."""

    signer: str
    event_id: str
    body: bytes


class Wire(Protocol):
    """What a merchant hears, in the words of the API that it asked through."""

    declines_end: bool  # whether a declined payment is over

    def of_payment(self, row: sqlite3.Row) -> Notice | None:
        """How a payment stands now; None where nobody is told."""
        ...

    def of_refund(self, row: sqlite3.Row) -> Notice | None:
        """How a refund stands now."""
        ...


@dataclass(frozen=True, slots=True)
class Till:
    """What every part of the till works with."""

    store: Store
    outbox: Outbox
    keys: Keys
    public_url: str
    allowed_origins: frozenset[str]
    faults: Faults = field(default_factory=Faults)
    wires: dict[str, Wire] = field(default_factory=dict[str, Wire])
