"""What a caller asks of orders, parsed: the same whether it came from a page or the API."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from commerce.carts.asking import AskQuote
from commerce.errors import InvalidInput
from commerce.people.contacts import Contact


class PlaceOrder(AskQuote):
    """Place an order for these lines."""

    contact: Contact  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]

    def digest(self) -> bytes:
        """The same for the same body: what an idempotency key is bound to."""
        return hashlib.sha256(self.model_dump_json().encode()).digest()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who places: `scope` is whose idempotency keys these are, `key` this order's."""

    scope: str
    key: str
    customer_id: UUID | None = None
    name: str = ""
    locale: str = "en"

    def __post_init__(self) -> None:
        """Refuse a key that is no key."""
        if not (8 <= len(self.key) <= 100 and self.key.isascii() and self.key.isprintable()):
            raise InvalidInput.of("Idempotency-Key", "idempotency_key", min=8, max=100)
