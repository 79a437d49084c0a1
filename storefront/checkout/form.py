"""The checkout form as it is sent, kept as a draft, and turned into an order's body."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from commerce.carts.asking import WantedLine
from commerce.errors import InvalidInput
from commerce.people.contacts import Address

LONGEST = 254
Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Expected = Annotated[str, StringConstraints(pattern=r"^(\d{1,15} [A-Z]{3})?$")]

CONTACT = ("name", "phone", "email")
ADDRESS = ("country", "region", "city", "district", "line1", "line2", "postcode")
CHOICES = ("delivery_method", "method", "coupon")
FIELDS = (*CONTACT, *ADDRESS, *CHOICES)


class CheckoutForm(BaseModel):
    """All that the form holds; `expected` is the total that the customer saw ('1299 CNY')."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Text = ""
    phone: Text = ""
    email: Text = ""
    country: Text = ""
    region: Text = ""
    city: Text = ""
    district: Text = ""
    line1: Text = ""
    line2: Text = ""
    postcode: Text = ""
    delivery_method: Text = ""
    method: Text = ""
    coupon: Text = ""
    expected: Expected = ""

    @classmethod
    def parse(cls, given: object) -> Self:
        """Parse what the browser sent. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None

    def values(self) -> dict[str, str]:
        """Every field of the page."""
        return {field: getattr(self, field) for field in FIELDS}

    def draft(self, usual: dict[str, str]) -> dict[str, str]:
        """What is kept until the order is placed: where it differs from what is usual.

        So a change in the address book still shows at the checkout.
        """
        return {f: value for f, value in self.values().items() if value != usual.get(f, "")}

    def somewhere(self, country: str) -> Address:
        """Where it goes as far as that is filled in: enough to reckon tax and delivery by."""
        return Address.model_construct(
            country=self.country or country, region=self.region.strip(), city="", line1=""
        )

    def body(self, lines: list[WantedLine], *, to_address: bool) -> dict[str, Any]:
        """The order's body, as the API would take it; the address only where one is needed."""
        return {
            "lines": [line.model_dump() for line in lines],
            "contact": {field: getattr(self, field) for field in CONTACT},
            "address": {f: getattr(self, f) for f in ADDRESS} if to_address else None,
            "delivery_method": (self.delivery_method or None) if to_address else None,
            "coupon": self.coupon.strip() or None,
            "expected_total": self._expected_total(),
        }

    def _expected_total(self) -> dict[str, Any] | None:
        if not self.expected:
            return None
        minor, currency = self.expected.split()
        return {"minor": int(minor), "currency": currency}


def complete(draft: dict[str, str], *, to_address: bool) -> bool:
    """Whether nothing that the order needs is missing from the draft."""
    reachable = bool(draft.get("phone") or draft.get("email"))
    placed = bool(draft.get("city") and draft.get("line1")) or not to_address
    return bool(draft.get("name")) and reachable and placed


def at_fields(wrong: dict[str, str]) -> dict[str, str]:
    """Sentences by the names of the body's fields, put at the form's own fields."""
    placed: dict[str, str] = dict.fromkeys(FIELDS, "")
    for path, sentence in wrong.items():
        group, _dot, field = path.partition(".")
        name = field if field in placed else group
        if name in placed and not placed[name]:
            placed[name] = sentence
    return placed


def still_wrong(
    wrong: dict[str, str], before: dict[str, str], now: dict[str, str]
) -> dict[str, str]:
    """The sentences at those fields that nobody has touched since."""
    return {
        field: sentence if now.get(field, "") == before.get(field, "") else ""
        for field, sentence in wrong.items()
    }
