"""Many levels changed at once by people: what an import or a stock take found."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce.catalog.models import Product, Variant
from commerce.db.session import Session
from commerce.people.actors import Actor, ActorKind
from commerce.stock.models import Stock, StockChange, StockReason


@dataclass(frozen=True, slots=True)
class Booked:
    """A level before and after; `missing`: how many pieces were promised that are not there."""

    before: int
    after: int
    missing: int = 0


async def book_differences(
    session: Session, actor: Actor, differences: Mapping[UUID, int], note: str
) -> dict[UUID, Booked]:
    """Change each variant's level by its difference, whatever orders took since that was found.

    No level goes below zero: pieces that orders hold and that are not there are told as missing.
    Locks last and in the order of orders, so call it at the end. Lists follow by their job.
    """
    booked: dict[UUID, Booked] = {}
    for level in await _locked(session, differences):
        before, change = level.available, differences[level.variant_id]
        level.available = max(0, before + change)
        missing = level.available - (before + change)
        booked[level.variant_id] = Booked(before, level.available, missing)
        if level.available != before:
            session.add(
                StockChange(
                    variant_id=level.variant_id,
                    change=level.available - before,
                    reason=StockReason.COUNTED,
                    staff_id=actor.id if actor.kind == ActorKind.STAFF else None,
                    note=note[:200],
                )
            )
    session.tell("catalog", *await _topics(session, booked))
    return booked


async def _locked(session: Session, wanted: Mapping[UUID, int]) -> list[Stock]:
    """The levels, made where there is none yet, locked in the order of their variants."""
    if not wanted:
        return []
    fresh = [
        {"shop_id": session.shop_id, "variant_id": variant_id, "available": 0, "low_at": 5}
        for variant_id in sorted(wanted)
    ]
    made = insert(Stock).values(fresh).on_conflict_do_nothing(index_elements=["variant_id"])
    await session.run(made)
    found = await session.exec(
        select(Stock)
        .where(col(Stock.variant_id).in_(sorted(wanted)))
        .order_by(col(Stock.variant_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found.all())


async def _topics(session: Session, booked: Mapping[UUID, Booked]) -> list[str]:
    changed = [variant_id for variant_id, one in booked.items() if one.after != one.before]
    found = await session.exec(
        select(Product.slug)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .where(col(Variant.id).in_(changed))
        .distinct()
    )
    return [f"product:{slug}" for slug in found.all()]
