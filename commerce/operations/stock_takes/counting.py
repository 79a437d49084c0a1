"""Counting shelves: each count is kept with what was expected then; booking takes the difference."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.kinds import counted_kinds, kinds_with_keys
from commerce.catalog.models import Product, Variant
from commerce.db.edited import locked_row
from commerce.db.session import Session
from commerce.errors import InvalidInput, MoveRefused, NotFound
from commerce.operations.stock_takes.expecting import on_the_shelf
from commerce.operations.stock_takes.models import StockCount, StockTake, TakeState
from commerce.people.actors import Actor
from commerce.people.contacts import Plain
from commerce.stock.adjusting import LARGEST
from commerce.stock.counting import book_differences


class CountShelf(BaseModel):
    """So many of a SKU lie there; with `add` so many more than were counted before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    quantity: Annotated[int, Field(ge=0, le=LARGEST)]
    add: bool = False

    @classmethod
    def parse(cls, given: object) -> Self:
        """The count that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


class BeginTake(BaseModel):
    """What the stock take is called: a shelf, a room, a season."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=80), Plain]

    @classmethod
    def parse(cls, given: object) -> Self:
        """The wish that `given` describes. Raises InvalidInput."""
        try:
            asked = cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None
        if not asked.name:
            raise InvalidInput.of("name", "missing")
        return asked


async def begin_take(session: Session, actor: Actor, asked: BeginTake) -> StockTake:
    """Begin a stock take."""
    if actor.id is None:
        raise NotFound("staff")
    take = StockTake(name=asked.name, staff_id=actor.id, staff_name=actor.name)
    session.add(take)
    await session.flush()
    return take


async def count_shelf(
    session: Session, actor: Actor, take_id: UUID, asked: CountShelf
) -> StockCount:
    """Keep a count beside what had to be there at this moment; the newest of a SKU stands.

    Raises NotFound, MoveRefused (the take has ended), InvalidInput (no such SKU, or not counted).
    """
    take = await _open(session, take_id)
    variant = await _variant(session, asked.sku)
    before = await session.get(StockCount, (take.id, variant.id), populate_existing=True)
    counted = asked.quantity + (before.counted if before and asked.add else 0)
    if counted > LARGEST:
        raise InvalidInput.of("quantity", "less_than_equal", le=LARGEST)
    values = {
        "counted": counted,
        "expected": await on_the_shelf(session, variant.id),
        "staff_name": actor.name,
        "counted_at": clock.now(),
    }
    keys = {"shop_id": session.shop_id, "take_id": take.id, "variant_id": variant.id}
    kept = insert(StockCount).values(**keys, **values, missing=0)
    await session.run(
        kept.on_conflict_do_update(index_elements=["take_id", "variant_id"], set_=values)
    )
    return await session.get_one(StockCount, (take.id, variant.id), populate_existing=True)


async def book_take(session: Session, actor: Actor, take_id: UUID) -> StockTake:
    """Change each level by what its count differed, whatever was ordered since.

    Booked already, it stays as it was booked. Raises NotFound, MoveRefused (it was dropped).
    """
    take = await locked_row(session, StockTake, take_id, "stock_take")
    if take.state == TakeState.BOOKED:
        return take
    take = await _open(session, take_id)
    take.state, take.ended_at = TakeState.BOOKED, clock.now()
    found = await session.exec(select(StockCount).where(StockCount.take_id == take_id))
    counts = {count.variant_id: count for count in found.all()}
    differences = {key: count.difference for key, count in counts.items() if count.difference}
    await session.flush()
    booked = await book_differences(session, actor, differences, take.name)
    for variant_id, count in counts.items():
        one = booked.get(variant_id)
        count.booked = one.after - one.before if one else 0
        count.missing = one.missing if one else 0
    return take


async def drop_take(session: Session, take_id: UUID) -> StockTake:
    """End it without booking anything. Raises NotFound, MoveRefused."""
    take = await _open(session, take_id)
    take.state, take.ended_at = TakeState.DROPPED, clock.now()
    return take


async def _open(session: Session, take_id: UUID) -> StockTake:
    take = await locked_row(session, StockTake, take_id, "stock_take")
    if take.state != TakeState.OPEN:
        raise MoveRefused("stock_take", take.state, TakeState.BOOKED)
    return take


async def _variant(session: Session, sku: str) -> Variant:
    """By its SKU as it was scanned or typed, in whatever case. Raises InvalidInput."""
    found = await session.rows(
        select(Variant, Product.kind)
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(col(Variant.sku).in_({sku, sku.upper(), sku.lower()}))
    )
    if not found:
        raise InvalidInput.of("sku", "no_such_sku", sku=sku)
    variant, kind = next((row for row in found if row[0].sku == sku), found[0])
    if kind not in counted_kinds():
        raise InvalidInput.of("sku", "not_counted")
    if kind in kinds_with_keys():
        raise InvalidInput.of("sku", "counted_by_keys")
    return variant
