"""The SQL that says what a variant costs now and what is left of it: the same for every read."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Uuid, case, column, func, or_, select, table
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce import clock
from commerce.catalog.kinds import counted_kinds
from commerce.catalog.models import Price, Product, Variant

# Stock lies a floor above: its levels are read here by name, through the variants of one shop.
LEVELS = table(
    "stock", column("variant_id", Uuid), column("available", Integer), column("low_at", Integer)
)


def valid_now() -> ColumnElement[bool]:
    """Whether a price holds at this moment."""
    now = clock.now()
    until = col(Price.valid_until)
    return (col(Price.valid_from) <= now) & or_(until.is_(None), until > now)


def price_now(currency: str) -> LateralFromClause:
    """The newest valid price of the `variants` row beside it."""
    return (
        select(col(Price.amount_minor), col(Price.compare_at_minor), col(Price.version))
        .where(
            col(Price.variant_id) == col(Variant.id),
            col(Price.currency) == currency,
            valid_now(),
        )
        .order_by(col(Price.version).desc())
        .limit(1)
        .correlate(Variant)
        .lateral("price_now")
    )


def available() -> ColumnElement[Any]:
    """What is left of a variant; NULL where its product's kind has no levels."""
    counted = col(Product.kind).in_(counted_kinds())
    return case((counted, func.coalesce(LEVELS.c.available, 0)), else_=None)
