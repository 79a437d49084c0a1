"""What a caller wants quoted, parsed: lines, where to, how delivered."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from commerce.carts.models import LINE_LIMIT, QUANTITY_LIMIT
from commerce.errors import InvalidInput
from commerce.money import Money
from commerce.people.contacts import Address, Contact, Plain

Sku = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
CouponCode = Annotated[  # what no coupon is called is refused as unknown, not as malformed
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Plain
]
INPUTS_LIMIT = 20


class WantedLine(BaseModel):
    """A SKU and how many; `inputs` is what the product's kind asks of the customer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=QUANTITY_LIMIT)]
    inputs: Annotated[dict[str, Any], Field(default_factory=dict, max_length=INPUTS_LIMIT)]


class Expected(BaseModel):
    """The total that the customer saw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minor: Annotated[int, Field(strict=True, ge=0, le=10**15)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

    @property
    def money(self) -> Money:
        """As Money."""
        return Money(self.minor, self.currency)


def _some(lines: tuple[WantedLine, ...]) -> tuple[WantedLine, ...]:
    """At least one, asked after each line was read: a bad line is not a missing one."""
    if not lines:
        raise ValueError("too_short")
    return lines


class AskQuote(BaseModel):
    """An order's body, of which a quote needs the lines alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[tuple[WantedLine, ...], Field(max_length=LINE_LIMIT), AfterValidator(_some)]
    contact: Contact | None = None
    address: Address | None = None
    delivery_method: Code | None = None
    coupon: CouponCode | None = None
    expected_total: Expected | None = None

    @classmethod
    def parse(cls, given: object, country: str) -> Self:
        """Parse a body; phones without a country code are read as `country`'s.

        Raises InvalidInput, one Problem a field.
        """
        try:
            return cls.model_validate(given, context={"country": country})
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None
