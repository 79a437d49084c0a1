"""Reads of stock: levels, and the ledger that explains them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from commerce.catalog.kinds import counted_kinds
from commerce.catalog.models import Product, ProductState, Variant
from commerce.catalog.shelves import matches
from commerce.catalog.texts import localized, option_text
from commerce.db.session import Session
from commerce.people.models import Staff
from commerce.stock.models import Stock, StockChange

DEFAULT_LOW = 5


@dataclass(frozen=True, slots=True)
class Level:
    """What is left of a variant, and from which level on that is low."""

    available: int = 0
    low_at: int = DEFAULT_LOW

    @property
    def low(self) -> bool:
        """Whether little is left."""
        return self.available <= self.low_at


@dataclass(frozen=True, slots=True)
class StockRow:
    """A variant of a counted kind with its level."""

    variant_id: UUID
    sku: str
    product_id: UUID
    name: str
    options: str
    picture_id: UUID | None
    level: Level


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of a level and the level after it; `staff_name` when a person made it."""

    id: UUID
    at: datetime
    change: int
    level: int
    reason: str
    note: str
    order_id: UUID | None
    staff_name: str


async def levels_of(session: Session, variant_ids: Iterable[UUID]) -> dict[UUID, Level]:
    """The levels of variants; one that was never counted is missing."""
    columns = (col(Stock.variant_id), col(Stock.available), col(Stock.low_at))
    rows = await session.rows(select(*columns).where(columns[0].in_(set(variant_ids))))
    return {row.variant_id: Level(row.available, row.low_at) for row in rows}


async def stock_rows(
    session: Session,
    locale: str,
    *,
    query: str = "",
    which: Literal["", "low", "out"] = "",
    after: str = "",
    limit: int = 50,
) -> tuple[tuple[StockRow, ...], bool]:
    """Variants by SKU from `after` on, archived products left out, and whether more follow.

    `low`: at or below the mark, sold out included; `out`: sold out alone.
    """
    level = func.coalesce(col(Stock.available), 0)
    low_at = func.coalesce(col(Stock.low_at), DEFAULT_LOW)
    statement = (
        select(Variant, Product, level.label("available"), low_at.label("low_at"))
        .join(Product, col(Variant.product_id) == col(Product.id))
        .outerjoin(Stock, col(Stock.variant_id) == col(Variant.id))
        .where(
            col(Product.kind).in_(counted_kinds()),
            col(Product.state) != ProductState.ARCHIVED,
            col(Variant.sku) > after,
            *(matches(word) for word in query[:200].split()[:8]),
            *_levels_wanted(which, level, low_at),
        )
        .order_by(col(Variant.sku))
        .limit(limit + 1)
    )
    found = await session.rows(statement)
    rows = tuple(
        _stock_row(variant, product, Level(available, low), locale)
        for variant, product, available, low in found[:limit]
    )
    return rows, len(found) > limit


def _stock_row(variant: Variant, product: Product, level: Level, locale: str) -> StockRow:
    return StockRow(
        variant_id=variant.id,
        sku=variant.sku,
        product_id=product.id,
        name=localized(product.name, locale),
        options=option_text(variant.options, locale),
        picture_id=product.picture_id,
        level=level,
    )


def _levels_wanted(
    which: str, level: ColumnElement[int], low_at: ColumnElement[int]
) -> list[ColumnElement[bool]]:
    match which:
        case "low":
            return [level <= low_at]
        case "out":
            return [level == 0]
        case _:
            return []


async def stock_ledger(
    session: Session, variant_id: UUID, *, before: UUID | None = None, limit: int = 20
) -> tuple[LedgerEntry, ...]:
    """A variant's changes, the newest first; `before` is the last id of the page before."""
    running = func.sum(col(StockChange.change)).over(order_by=col(StockChange.id))
    of_variant = (
        select(col(StockChange.id), running.label("level"))
        .where(col(StockChange.variant_id) == variant_id)
        .subquery()
    )
    statement = (
        select(StockChange, col(Staff.name), of_variant.c.level)
        .join(of_variant, of_variant.c.id == col(StockChange.id))
        .outerjoin(Staff, col(Staff.id) == col(StockChange.staff_id))
        .order_by(col(StockChange.id).desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(col(StockChange.id) < before)
    return tuple(
        LedgerEntry(
            id=change.id,
            at=change.at,
            change=change.change,
            level=level,
            reason=change.reason,
            note=change.note,
            order_id=change.order_id,
            staff_name=name or "",
        )
        for change, name, level in await session.rows(statement)
    )
