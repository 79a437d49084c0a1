"""Stock takes as they are read: the newest, and the counts of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from commerce.catalog.models import Product, Variant
from commerce.catalog.texts import localized, option_text
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.operations.stock_takes.models import StockCount, StockTake

LISTED = 10
SHOWN = 200  # counts of a stock take: each one counted sends the list anew


@dataclass(frozen=True, slots=True)
class CountView:
    """A count with what it is a count of."""

    sku: str
    name: str
    options: str
    count: StockCount


async def latest_takes(session: Session) -> Sequence[StockTake]:
    """The newest first."""
    newest = select(StockTake).order_by(col(StockTake.id).desc()).limit(LISTED)
    return (await session.exec(newest)).all()


async def take_by_id(session: Session, take_id: UUID) -> StockTake:
    """One of this shop. Raises NotFound."""
    found = await session.exec(select(StockTake).where(StockTake.id == take_id))
    take = found.one_or_none()
    if take is None:
        raise NotFound("stock_take")
    return take


async def totals_of(session: Session, take_id: UUID) -> tuple[int, int]:
    """How many SKUs were counted, and of how many something else is there than had to be."""
    differs = col(StockCount.counted) != col(StockCount.expected)
    of_take = select(func.count()).where(StockCount.take_id == take_id)
    counted = (await session.exec(of_take)).one()
    differing = (await session.exec(of_take.where(differs))).one()
    return counted, differing


async def counts_of(session: Session, take_id: UUID, locale: str) -> tuple[CountView, ...]:
    """The newest counts first, and no more than are shown."""
    rows = await session.rows(
        select(StockCount, Variant, Product)
        .join(Variant, col(Variant.id) == col(StockCount.variant_id))
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(StockCount.take_id == take_id)
        .order_by(col(StockCount.counted_at).desc())
        .limit(SHOWN)
    )
    return tuple(
        CountView(
            variant.sku,
            localized(product.name, locale),
            option_text(variant.options, locale),
            count,
        )
        for count, variant, product in rows
    )
