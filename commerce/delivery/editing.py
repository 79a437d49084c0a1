"""A merchant changes the ways of delivery: added, edited, put in order, switched off."""

from datetime import time
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.edits import Amount, Named, Slug, SummaryText, kept
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod
from commerce.delivery.rates import Rate, kept_rates, rates_of
from commerce.delivery.zones import check_zones
from commerce.errors import Conflict, InvalidInput, StaleEdit
from commerce.shops.editing import COUNTRIES

EDITED = (
    "price_minor",
    "free_from_minor",
    "countries",
    "night",
    "cut_off",
    "days_min",
    "days_max",
    "tax_class",
    "position",
    "enabled",
)
Days = Annotated[int, Field(ge=0, le=90)]


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


class MethodEdit(BaseModel):
    """A method's form. `version`: what it was read at, 0 for a new one; `code` stays for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    code: Slug
    name: Named
    summary: SummaryText = SummaryText()
    price_minor: Amount
    free_from_minor: Amount | None = None
    countries: list[str] = Field(default_factory=list, max_length=250)
    night: bool = False
    cut_off: Annotated[time | None, BeforeValidator(_blank_is_none)] = None
    days_min: Days = 1
    days_max: Days = 3
    tax_class: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)
    ] = "standard"
    rates: Annotated[tuple[Rate, ...], Field(max_length=60)] = ()
    position: Annotated[int, Field(ge=0, le=9_999)] = 0
    enabled: bool = True

    @field_validator("countries")
    @classmethod
    def _known(cls, codes: list[str]) -> list[str]:
        for code in codes:
            if code not in COUNTRIES:
                raise PydanticCustomError("countries", "{code}", {"code": code[:20]})
        return list(dict.fromkeys(codes))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.days_max < self.days_min:
            raise ValueError("days_turned_round")
        if self.night and self.cut_off is None:
            raise ValueError("night_needs_cut_off")
        return self

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def all_methods(session: Session) -> list[DeliveryMethod]:
    """Every method in the order shown, those switched off too."""
    ordered = select(DeliveryMethod).order_by(col(DeliveryMethod.position), col(DeliveryMethod.id))
    return list(await session.exec(ordered))


async def create_method(session: Session, edit: MethodEdit) -> DeliveryMethod:
    """A new method. Raises Conflict (code), InvalidInput (a rate of an unknown zone)."""
    await check_zones(session, edit.rates)
    method = DeliveryMethod(
        code=edit.code, name=kept(edit.name), summary=kept(edit.summary), price_minor=0
    )
    _write(method, edit)
    session.add(method)
    try:
        await session.flush()
    except IntegrityError as collision:
        if broken_constraint(collision) == "delivery_methods_code":
            raise Conflict("code") from None
        raise
    session.tell("catalog")
    return method


async def save_method(session: Session, method_id: UUID, edit: MethodEdit) -> DeliveryMethod:
    """Save it; orders that were placed keep what they were told.

    Raises NotFound, StaleEdit, InvalidInput (a rate of an unknown zone).
    """
    await check_zones(session, edit.rates)
    method = await locked_row(session, DeliveryMethod, method_id, "delivery_method")
    if method.version != edit.version:
        raise StaleEdit(standing_method(method), method.version)
    _write(method, edit)
    method.version += 1
    method.updated_at = clock.now()
    await session.flush()
    session.tell("catalog")
    return method


def standing_method(method: DeliveryMethod) -> dict[str, Any]:
    """What stands now, in the form of a MethodEdit."""
    plain = {name: getattr(method, name) for name in EDITED}
    texts = {"name": dict(method.name), "summary": dict(method.summary)}
    rates = {"rates": rates_of(method)}
    return {"version": method.version, "code": method.code} | texts | plain | rates


def _write(method: DeliveryMethod, edit: MethodEdit) -> None:
    method.name, method.summary = kept(edit.name), kept(edit.summary)
    for name in EDITED:
        setattr(method, name, getattr(edit, name))
    method.rates = kept_rates(edit.rates)
