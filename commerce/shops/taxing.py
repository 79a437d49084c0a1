"""A merchant changes the tax rates: by class of goods, country and region."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, StaleEdit
from commerce.shops.editing import known_country, plain_text
from commerce.shops.models import TaxRate

EDITED = ("tax_class", "country", "region", "rate_ppm", "name")


class RateEdit(BaseModel):
    """A rate's form. `version`: what it was read at, 0 for a new one; no region: all of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    tax_class: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=40)
    ]
    country: Annotated[str, AfterValidator(known_country)]
    region: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(plain_text)
    ] = ""
    rate_ppm: Annotated[int, Field(ge=0, le=1_000_000)]
    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
        AfterValidator(plain_text),
    ]

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def all_rates(session: Session) -> list[TaxRate]:
    """Every rate, by country, region and class."""
    ordered = select(TaxRate).order_by(
        col(TaxRate.country), col(TaxRate.region), col(TaxRate.tax_class)
    )
    return list(await session.exec(ordered))


async def create_rate(session: Session, edit: RateEdit) -> TaxRate:
    """A new rate. Raises Conflict where that class has one for that place."""
    rate = TaxRate(**edit.model_dump(include=set(EDITED)))
    session.add(rate)
    await _flush(session)
    return rate


async def save_rate(session: Session, rate_id: UUID, edit: RateEdit) -> TaxRate:
    """Save it; orders that were placed keep their tax. Raises NotFound, StaleEdit, Conflict."""
    rate = await _locked(session, rate_id, edit.version)
    for name in EDITED:
        setattr(rate, name, getattr(edit, name))
    rate.version += 1
    rate.updated_at = clock.now()
    await _flush(session)
    return rate


async def remove_rate(session: Session, rate_id: UUID, version: int) -> None:
    """Take it away: nothing is due there any more. Raises NotFound, StaleEdit."""
    await session.delete(await _locked(session, rate_id, version))
    await _flush(session)


def standing_rate(rate: TaxRate) -> dict[str, Any]:
    """What stands now, in the form of a RateEdit."""
    return {"version": rate.version} | {name: getattr(rate, name) for name in EDITED}


async def _locked(session: Session, rate_id: UUID, version: int) -> TaxRate:
    rate = await locked_row(session, TaxRate, rate_id, "tax_rate")
    if rate.version != version:
        raise StaleEdit(standing_rate(rate), rate.version)
    return rate


async def _flush(session: Session) -> None:
    try:
        await session.flush()
    except IntegrityError as collision:
        if broken_constraint(collision) == "tax_rates_place":
            raise Conflict("tax_class") from None
        raise
    session.tell("catalog")
