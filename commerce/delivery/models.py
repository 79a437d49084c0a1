"""Tables of delivery: zones, and the methods with what they cost there."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint

from commerce.db.columns import OfShop, Versioned, id_field, json_value, minor_units


class DeliveryZone(OfShop, Versioned, table=True):
    """Places that cost the same. `places`: "CN" is a country, "CN:上海" one of its regions."""

    __tablename__ = "delivery_zones"
    __table_args__ = (UniqueConstraint("shop_id", "code", name="delivery_zones_code"),)

    id: UUID = id_field()
    code: str
    name: dict[str, str] = json_value(nullable=False)
    places: list[str] = json_value(default_factory=list, nullable=False)
    position: int = 0


class DeliveryMethod(OfShop, Versioned, table=True):
    """A way to send parcels. `countries`: where to, empty for everywhere.

    `night`: delivered in the night that follows, if ordered before `cut_off` (shop's zone).
    `rates`: what it costs by zone, weight and time of day, as `rates.Rate` reads them; where there
    are none it costs `price_minor` everywhere.
    """

    __tablename__ = "delivery_methods"
    __table_args__ = (
        UniqueConstraint("shop_id", "code", name="delivery_methods_code"),
        CheckConstraint("price_minor >= 0", "delivery_methods_price"),
    )

    id: UUID = id_field()
    code: str
    name: dict[str, str] = json_value(nullable=False)
    summary: dict[str, str] = json_value(nullable=False)
    price_minor: int = minor_units(nullable=False)
    free_from_minor: int | None = minor_units(default=None)
    countries: list[str] = json_value(default_factory=list, nullable=False)
    night: bool = False
    cut_off: time | None = None
    days_min: int = 1
    days_max: int = 3
    tax_class: str = "standard"
    rates: list[dict[str, Any]] = json_value(default_factory=list, nullable=False)
    position: int = 0
    enabled: bool = True
