"""Reads of delivery: which methods go where, and by when a parcel arrives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.catalog.texts import localized
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.rates import Going, price_of
from commerce.money import Money
from commerce.shops.queries import ShopView


@dataclass(frozen=True, slots=True)
class Arrival:
    """By when: dates in the shop's zone; `night`: in the night that begins on that date.

    `order_by`: the moment until which this promise holds, None where it has no cut-off.
    """

    night: bool
    earliest: date
    latest: date
    order_by: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryMethodView:
    """A way to send parcels, in one language. `countries`: empty for everywhere."""

    id: UUID
    code: str
    name: str
    summary: str
    price: Money
    free_from: Money | None
    countries: tuple[str, ...]
    night: bool
    cut_off: time | None
    days_min: int
    days_max: int
    tax_class: str
    arrival: Arrival


async def delivery_methods(
    session: Session,
    shop: ShopView,
    locale: str,
    country: str | None = None,
    *,
    region: str = "",
    grams: int = 0,
) -> tuple[DeliveryMethodView, ...]:
    """The methods in use, in their order, at their price at this time of day.

    With `country` only those that go there with `grams`; else each at its price at home.
    """
    methods, zones = await methods_in_use(session), await delivery_zones(session)
    return methods_to(methods, zones, shop, locale, country, region=region, grams=grams)


def methods_to(
    methods: Iterable[DeliveryMethod],
    zones: Sequence[DeliveryZone],
    shop: ShopView,
    locale: str,
    country: str | None = None,
    *,
    region: str = "",
    grams: int = 0,
) -> tuple[DeliveryMethodView, ...]:
    """The same of methods and zones that are read already."""
    at = clock.now().astimezone(clock.zone(shop.time_zone)).time()
    going = Going(country or shop.country, region, grams, at)
    priced = [(method, price_of(method, zones, going)) for method in methods]
    return tuple(
        _view(method, shop, locale, method.price_minor if price is None else price)
        for method, price in priced
        if price is not None or not country
    )


async def methods_in_use(session: Session) -> tuple[DeliveryMethod, ...]:
    """The shop's enabled methods in their order."""
    ordered = (
        select(DeliveryMethod)
        .where(col(DeliveryMethod.enabled))
        .order_by(col(DeliveryMethod.position), col(DeliveryMethod.id))
    )
    return tuple(await session.exec(ordered))


async def delivery_zones(session: Session) -> tuple[DeliveryZone, ...]:
    """The shop's zones in their order."""
    ordered = select(DeliveryZone).order_by(col(DeliveryZone.position), col(DeliveryZone.id))
    return tuple(await session.exec(ordered))


def arrival(method: DeliveryMethod, time_zone: str, now: datetime | None = None) -> Arrival:
    """When a parcel ordered at `now` arrives; after the cut-off it starts a day later.

    A night method arrives in the night that follows; days add nights to it.
    """
    zone = clock.zone(time_zone)
    moment = now or clock.now()
    start, order_by = moment.astimezone(zone).date(), None
    if method.cut_off is not None:
        order_by = datetime.combine(start, method.cut_off, zone)
        # Moments are compared, not clock faces: one hour a year comes twice, one never.
        if moment >= order_by.astimezone(UTC):
            start += timedelta(days=1)
            order_by = datetime.combine(start, method.cut_off, zone)
    return Arrival(
        night=method.night,
        earliest=start + timedelta(days=method.days_min),
        latest=start + timedelta(days=method.days_max),
        order_by=order_by,
    )


def _view(
    method: DeliveryMethod, shop: ShopView, locale: str, price_minor: int
) -> DeliveryMethodView:
    free_from = method.free_from_minor
    return DeliveryMethodView(
        id=method.id,
        code=method.code,
        name=localized(method.name, locale),
        summary=localized(method.summary, locale),
        price=Money(price_minor, shop.currency),
        free_from=Money(free_from, shop.currency) if free_from is not None else None,
        countries=tuple(method.countries),
        night=method.night,
        cut_off=method.cut_off,
        days_min=method.days_min,
        days_max=method.days_max,
        tax_class=method.tax_class,
        arrival=arrival(method, shop.time_zone),
    )
