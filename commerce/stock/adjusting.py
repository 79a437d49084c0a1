"""Stock changed by people: by a difference or to a count, always with a reason."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce.catalog.kinds import counted_kinds, kinds_with_keys
from commerce.catalog.models import Product, Variant
from commerce.catalog.search.indexing import index_products
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.people.actors import Actor, ActorKind
from commerce.people.contacts import Plain
from commerce.stock.models import Stock, StockChange, StockReason

LARGEST = 1_000_000


class AdjustStock(BaseModel):
    """`by`: so many more (or fewer, below 0); `to`: as many as were counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    variant_id: UUID
    way: Literal["by", "to"]
    quantity: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
    note: Annotated[str, StringConstraints(min_length=1, max_length=200), Plain]

    @classmethod
    def parse(cls, given: object) -> Self:
        """The adjustment that `given` describes. Raises InvalidInput."""
        try:
            asked = cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None
        if not asked.note:
            raise InvalidInput.of("note", "missing")
        return asked


async def adjust_stock(session: Session, actor: Actor, asked: AdjustStock) -> int:
    """Change a level and write it into the ledger; returns what is available then.

    Raises NotFound, InvalidInput (a kind that is not counted, or a level below zero).
    """
    product = await _product_of(session, asked.variant_id)
    if product.kind not in counted_kinds():
        raise InvalidInput.of("variant_id", "not_counted")
    if product.kind in kinds_with_keys():
        raise InvalidInput.of("quantity", "counted_by_keys")
    level = await locked_level(session, asked.variant_id)
    change = asked.quantity if asked.way == "by" else asked.quantity - level.available
    if not 0 <= level.available + change <= LARGEST:
        raise InvalidInput.of("quantity", "stock_out_of_range", left=level.available, most=LARGEST)
    if change == 0:
        return level.available
    level.available += change
    session.add(
        StockChange(
            variant_id=level.variant_id,
            change=change,
            reason=StockReason.COUNTED,
            staff_id=actor.id if actor.kind == ActorKind.STAFF else None,
            note=asked.note,
        )
    )
    await index_products(session, [product.id])
    session.tell("catalog", f"product:{product.slug}")
    return level.available


async def set_low_mark(session: Session, variant_id: UUID, low_at: int) -> None:
    """From which level on a variant counts as low. Raises NotFound, InvalidInput."""
    if not 0 <= low_at <= LARGEST:
        raise InvalidInput.of("low_at", "out_of_range", most=LARGEST)
    product = await _product_of(session, variant_id)
    (await locked_level(session, variant_id)).low_at = low_at
    session.tell("catalog", f"product:{product.slug}")


async def _product_of(session: Session, variant_id: UUID) -> Product:
    found = await session.exec(
        select(Product)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .where(Variant.id == variant_id)
    )
    product = found.one_or_none()
    if product is None:
        raise NotFound("variant")
    return product


async def locked_level(session: Session, variant_id: UUID) -> Stock:
    """The level, made when the variant has none yet, locked until the transaction ends."""
    fresh = insert(Stock).values(
        shop_id=session.shop_id, variant_id=variant_id, available=0, low_at=5
    )
    await session.exec(fresh.on_conflict_do_nothing(index_elements=["variant_id"]))
    found = await session.exec(
        select(Stock)
        .where(Stock.variant_id == variant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()
