"""A merchant changes the zones: places that cost the same, which the methods' rates name."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.edits import Named, Slug, kept
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.rates import Rate, rates_of
from commerce.errors import Conflict, InvalidInput, StaleEdit
from commerce.shops.editing import COUNTRIES

_REGION = re.compile(r"[\w .'’-]{1,60}")


class ZoneEdit(BaseModel):
    """A zone's form. `version`: what it was read at, 0 for a new one; `code` stays for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    code: Slug
    name: Named
    places: Annotated[list[str], Field(min_length=1, max_length=500)]
    position: Annotated[int, Field(ge=0, le=9_999)] = 0

    @field_validator("places")
    @classmethod
    def _known(cls, places: list[str]) -> list[str]:
        for place in places:
            country, colon, region = place.partition(":")
            if country not in COUNTRIES or (colon and not _REGION.fullmatch(region)):
                raise PydanticCustomError("places", "{place}", {"place": place[:40]})
        return list(dict.fromkeys(places))

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def create_zone(session: Session, edit: ZoneEdit) -> DeliveryZone:
    """A new zone. Raises Conflict (code)."""
    zone = DeliveryZone(
        code=edit.code, name=kept(edit.name), places=edit.places, position=edit.position
    )
    session.add(zone)
    try:
        await session.flush()
    except IntegrityError as collision:
        if broken_constraint(collision) == "delivery_zones_code":
            raise Conflict("code") from None
        raise
    session.tell("catalog")
    return zone


async def save_zone(session: Session, zone_id: UUID, edit: ZoneEdit) -> DeliveryZone:
    """Save it; its code stays, since rates name it. Raises NotFound, StaleEdit."""
    zone = await locked_row(session, DeliveryZone, zone_id, "delivery_zone")
    if zone.version != edit.version:
        raise StaleEdit(standing_zone(zone), zone.version)
    zone.name, zone.places, zone.position = kept(edit.name), edit.places, edit.position
    zone.version += 1
    zone.updated_at = clock.now()
    await session.flush()
    session.tell("catalog")
    return zone


async def remove_zone(session: Session, zone_id: UUID) -> None:
    """Remove a zone that no rate names. Raises NotFound, Conflict (zone_in_use)."""
    zone = await locked_row(session, DeliveryZone, zone_id, "delivery_zone")
    methods = await session.exec(select(DeliveryMethod).with_for_update())
    if any(rate.zone == zone.code for method in methods for rate in rates_of(method)):
        raise Conflict("zone_in_use")
    await session.delete(zone)
    await session.flush()
    session.tell("catalog")


async def check_zones(session: Session, rates: Iterable[Rate]) -> None:
    """Refuse rates of a zone that there is not. Raises InvalidInput (rates).

    The zones stay locked until the end: none is removed while a rate that names it is saved.
    """
    named = {rate.zone for rate in rates if rate.zone}
    if not named:
        return
    found = await session.exec(
        select(DeliveryZone.code)
        .where(col(DeliveryZone.code).in_(named))
        .with_for_update(read=True)
    )
    for unknown in sorted(named - set(found)):
        raise InvalidInput.of("rates", "unknown_zone", zone=unknown)


def standing_zone(zone: DeliveryZone) -> dict[str, Any]:
    """What stands now, in the form of a ZoneEdit."""
    plain = {"version": zone.version, "code": zone.code, "position": zone.position}
    return plain | {"name": dict(zone.name), "places": list(zone.places)}
