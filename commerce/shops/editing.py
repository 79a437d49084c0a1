"""A merchant changes the shop's settings: one versioned form."""

from typing import Annotated, Any, Literal, Self

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session
from commerce.errors import InvalidInput, StaleEdit
from commerce.money import is_currency
from commerce.shops.models import Shop
from commerce.shops.queries import ShopView

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
EDITED = (
    "name",
    "currency",
    "time_zone",
    "country",
    "locale",
    "hold_minutes",
    "unpaid_most",
    "prices_include_tax",
    "ordering_paused",
    "tell_all_waiting",
)


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("currency")
    return code


def _zone(name: str) -> str:
    try:
        clock.zone(name)
    except InvalidInput:
        raise ValueError("time_zone") from None
    return name


def known_country(code: str) -> str:
    """`code`, if it is one. Raises ValueError."""
    if code not in COUNTRIES:
        raise ValueError("unknown")
    return code


def plain_text(text: str) -> str:
    """`text`, if it is one line that can be seen. Raises ValueError."""
    if not text.isprintable():
        raise ValueError("control_characters")
    return text


class EditShop(BaseModel):
    """The settings form. `version`: of the shop that the form was filled from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
        AfterValidator(plain_text),
    ]
    currency: Annotated[str, AfterValidator(_currency)]
    time_zone: Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
    country: Annotated[str, AfterValidator(known_country)]
    locale: Literal["en", "zh"]
    hold_minutes: Annotated[int, Field(ge=1, le=10_080)]
    unpaid_most: Annotated[int, Field(ge=1, le=10_000)]
    prices_include_tax: bool = False
    ordering_paused: bool = False
    tell_all_waiting: bool = False
    version: int

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput, one Problem a field."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def edit_shop(session: Session, command: EditShop, *, has_orders: bool) -> ShopView:
    """Save the settings of the session's shop; other processes see them within seconds.

    Raises StaleEdit with what stands now, and InvalidInput at 'currency' once there are orders:
    amounts of two currencies in one shop could not be added up.
    """
    shop = await locked_row(session, Shop, session.shop_id, "shop")
    if shop.version != command.version:
        raise StaleEdit(_standing(shop), shop.version)
    if command.currency != shop.currency and has_orders:
        raise InvalidInput.of("currency", "currency_fixed")
    for name in EDITED:
        setattr(shop, name, getattr(command, name))
    shop.version += 1
    shop.updated_at = clock.now()
    await session.flush()
    return ShopView.of(shop)


def _standing(shop: Shop) -> dict[str, Any]:
    return {name: getattr(shop, name) for name in EDITED}
