"""Reads of stock: levels, and the ledger that explains them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from commerce.db.session import Session
from commerce.people.models import Staff
from commerce.stock.models import Stock, StockChange


@dataclass(frozen=True, slots=True)
class Level:
    """What is left of a variant, and from which level on that is low."""

    available: int = 0
    low_at: int = 5

    @property
    def low(self) -> bool:
        """Whether little is left."""
        return self.available <= self.low_at


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
