"""Keys: uploaded in bulk, counted as stock, each given to one line of one order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select, update

from commerce import clock
from commerce.catalog.kinds import kinds_with_keys
from commerce.catalog.models import Product, Variant
from commerce.catalog.search.indexing import index_products
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.ids import new_id
from commerce.people.actors import Actor, ActorKind
from commerce.secrecy import blind_index, seal, unseal
from commerce.stock.adjusting import locked_level
from commerce.stock.models import StockChange, StockKey, StockReason

MOST_AT_ONCE = 10_000
LONGEST = 500
LARGEST_TEXT = 2 * 1024 * 1024  # of an upload, in bytes


@dataclass(frozen=True, slots=True)
class AddedKeys:
    """What became of an upload: `known` were there before, `twice` stood in it already."""

    added: int
    known: int
    twice: int
    blank: int
    left: int


@dataclass(frozen=True, slots=True)
class KeyCount:
    """How many keys of a variant nobody has, and how many were given to orders."""

    free: int = 0
    given: int = 0


async def add_keys(session: Session, actor: Actor, variant_id: UUID, text: str) -> AddedKeys:
    """Take in keys, one a line; the level grows by those that are new.

    Raises NotFound, InvalidInput (not sold by keys, none, too many, one too long).
    """
    product = await _product_of(session, variant_id)
    lines = [line.strip() for line in text.splitlines()]
    _check(lines)
    wanted = [line for line in lines if line]
    keys = list(dict.fromkeys(wanted))
    level = await locked_level(session, variant_id)
    fresh = await session.run(
        insert(StockKey)
        .values([_row(session.shop_id, variant_id, key) for key in keys])
        .on_conflict_do_nothing(index_elements=["variant_id", "digest"])
        .returning(col(StockKey.id))
    )
    added = len(fresh.all())
    if added:
        level.available += added
        session.add(
            StockChange(
                variant_id=variant_id,
                change=added,
                reason=StockReason.COUNTED,
                staff_id=actor.id if actor.kind == ActorKind.STAFF else None,
                note="keys",
            )
        )
        await index_products(session, [product.id])
        session.tell("catalog", f"product:{product.slug}")
    return AddedKeys(
        added,
        known=len(keys) - added,
        twice=len(wanted) - len(keys),
        blank=len(lines) - len(wanted),
        left=level.available,
    )


async def give_keys(
    session: Session, variant_id: UUID, order_id: UUID, line_n: int, quantity: int
) -> int:
    """Give an order's line that many free keys, the oldest first; returns how many there were.

    Two that give at once never see the same key: each locks its own and skips the other's.
    """
    free = (
        select(StockKey.id)
        .where(StockKey.variant_id == variant_id, col(StockKey.order_id).is_(None))
        .order_by(col(StockKey.id))
        .limit(quantity)
        .with_for_update(skip_locked=True)
    )
    given = await session.run(
        update(StockKey)
        .where(col(StockKey.id).in_(free.cte("free").select()))
        .values(order_id=order_id, line_n=line_n, given_at=clock.now())
        .returning(col(StockKey.id))
        .execution_options(synchronize_session=False)
    )
    return len(given.all())


async def keys_of(session: Session, order_id: UUID) -> dict[int, tuple[str, ...]]:
    """The keys that an order was given, by line."""
    found = await session.exec(
        select(StockKey).where(StockKey.order_id == order_id).order_by(col(StockKey.id))
    )
    keys: dict[int, tuple[str, ...]] = {}
    for key in found:
        n = key.line_n or 0
        keys[n] = (*keys.get(n, ()), str(unseal(key.key_sealed)))
    return keys


async def key_count(session: Session, variant_id: UUID) -> KeyCount:
    """How many keys of a variant are free and given."""
    given = col(StockKey.order_id).is_not(None)
    rows = await session.rows(
        select(func.count().filter(~given), func.count().filter(given)).where(
            StockKey.variant_id == variant_id
        )
    )
    return KeyCount(*rows[0])


def _check(lines: list[str]) -> None:
    """Refuse an upload whole; people count lines from 1."""
    if not any(lines):
        raise InvalidInput.of("keys", "missing")
    if len(lines) > MOST_AT_ONCE:
        raise InvalidInput.of("keys", "too_many_keys", most=MOST_AT_ONCE)
    for n, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise InvalidInput.of("keys", "key_too_long", line=n, most=LONGEST)
        if not line.isprintable():
            raise InvalidInput.of("keys", "key_unreadable", line=n)


def _row(shop_id: UUID, variant_id: UUID, key: str) -> dict[str, object]:
    return {
        "shop_id": shop_id,
        "id": new_id(),
        "variant_id": variant_id,
        "digest": blind_index("stock_key", key),
        "key_sealed": seal(key),
        "added_at": clock.now(),
    }


async def _product_of(session: Session, variant_id: UUID) -> Product:
    found = await session.exec(
        select(Product)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .where(Variant.id == variant_id)
    )
    product = found.one_or_none()
    if product is None:
        raise NotFound("variant")
    if product.kind not in kinds_with_keys():
        raise InvalidInput.of("variant_id", "not_sold_by_keys")
    return product
