"""Taking stock for orders and giving it back: one lock order, each change in the ledger."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.stock.models import Stock, StockChange, StockReason


async def take(session: Session, wanted: Mapping[UUID, int], order_id: UUID) -> dict[UUID, int]:
    """Take `wanted` (variant -> quantity) for an order: all of it or nothing.

    Returns what is left of each variant that there is too little of: empty when all was taken.
    A variant without a level has nothing left.
    """
    levels = await _locked(session, wanted)
    short = {v: _left(levels, v) for v, quantity in wanted.items() if _left(levels, v) < quantity}
    if short:
        return short
    for variant_id, quantity in wanted.items():
        _change(session, levels[variant_id], -quantity, StockReason.HELD, order_id)
    return {}


async def give_back(
    session: Session, amounts: Mapping[UUID, int], order_id: UUID, reason: StockReason
) -> None:
    """Put back what an order no longer holds (RELEASED) or returned (RESTOCKED)."""
    levels = await _locked(session, amounts)
    for variant_id, quantity in amounts.items():
        if quantity:
            _change(session, levels[variant_id], quantity, reason, order_id)


async def _locked(session: Session, variants: Mapping[UUID, int]) -> dict[UUID, Stock]:
    """The levels, locked in the order of their ids, so that two orders never wait in a circle."""
    rows = await session.exec(
        select(Stock)
        .where(col(Stock.variant_id).in_(sorted(variants)))
        .order_by(col(Stock.variant_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.variant_id: row for row in rows}


def _left(levels: Mapping[UUID, Stock], variant_id: UUID) -> int:
    level = levels.get(variant_id)
    return level.available if level else 0


def _change(
    session: Session, level: Stock, change: int, reason: StockReason, order_id: UUID
) -> None:
    level.available += change
    session.add(
        StockChange(variant_id=level.variant_id, change=change, reason=reason, order_id=order_id)
    )
