"""What a delivery costs, purely: by zone, weight and time of day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from commerce.delivery.models import DeliveryMethod, DeliveryZone

_BY_REGION, _BY_COUNTRY, _ANYWHERE = range(3)
_ENDINGS = ("特别行政区", "自治区", "省", "市")


class Rate(BaseModel):
    """One row of a method's prices. No zone: everywhere; no weight: any; no hours: all day.

    `starts` to `ends` is in the shop's zone and may go over midnight.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    up_to_grams: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    starts: time | None = None
    ends: time | None = None
    price_minor: Annotated[int, Field(ge=0, le=10**12)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("hours_in_half")
        return self

    def holds_at(self, at: time) -> bool:
        """Whether it holds at that time of day."""
        if self.starts is None or self.ends is None:
            return True
        if self.starts < self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


_RATES = TypeAdapter(tuple[Rate, ...])


@dataclass(frozen=True, slots=True)
class Going:
    """A parcel to be priced: where it goes, how heavy, at which time in the shop's zone."""

    country: str
    region: str
    grams: int
    at: time


def rates_of(method: DeliveryMethod) -> tuple[Rate, ...]:
    """The rows of a method's prices."""
    return _RATES.validate_python(method.rates) if method.rates else ()


def price_of(method: DeliveryMethod, zones: Iterable[DeliveryZone], going: Going) -> int | None:
    """What it costs, or None where the method does not go, or not with that weight.

    Of the zones that hold the place one of its region goes before one of its country, and that
    before 'everywhere'; rows with hours before those without; the smallest weight that suffices.
    """
    if method.countries and going.country not in method.countries:
        return None
    rates = rates_of(method)
    if not rates:
        return method.price_minor
    nearest = _nearest(rates, _nearness(zones, going))
    heavy = [
        rate for rate in nearest if rate.up_to_grams is None or going.grams <= rate.up_to_grams
    ]
    fitting = [rate for rate in heavy if rate.holds_at(going.at)]
    best = min(fitting, key=_precision, default=None)
    return best.price_minor if best else None


def _precision(rate: Rate) -> tuple[bool, bool, int]:
    return rate.starts is None, rate.up_to_grams is None, rate.up_to_grams or 0


def _nearest(rates: Sequence[Rate], near: Mapping[str, int]) -> list[Rate]:
    reached = [rate for rate in rates if rate.zone in near]
    closest = min((near[rate.zone] for rate in reached), default=_ANYWHERE)
    return [rate for rate in reached if near[rate.zone] == closest]


def _nearness(zones: Iterable[DeliveryZone], going: Going) -> dict[str, int]:
    """The zones that hold the place, by how exactly they name it."""
    found = {"": _ANYWHERE}
    region = _plain(going.region)
    for zone in zones:
        for place in zone.places:
            country, _, of = place.partition(":")
            if country != going.country:
                continue
            if not of:
                found.setdefault(zone.code, _BY_COUNTRY)
            elif _plain(of) == region:
                found[zone.code] = _BY_REGION
    return found


def _plain(region: str) -> str:
    """A region's name without what people add to it or leave out."""
    name = region.strip().casefold()
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def kept_rates(rates: Iterable[Rate]) -> list[dict[str, Any]]:
    """The rows as the table keeps them."""
    return [rate.model_dump(mode="json") for rate in rates]
