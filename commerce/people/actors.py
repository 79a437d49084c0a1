"""Who did something: what timelines and ledgers keep."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of somebody acts."""

    CUSTOMER = "customer"
    GUEST = "guest"
    STAFF = "staff"
    SYSTEM = "system"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts; `name` is for people to read."""

    kind: ActorKind
    id: UUID | None = None
    name: str = ""


GUEST = Actor(ActorKind.GUEST)
SYSTEM = Actor(ActorKind.SYSTEM)
