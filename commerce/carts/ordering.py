"""A cart on its way to an order: what is in it, and emptying it afterwards, for many at once.

Both in batches: at a rush hundreds press 'place order' in the same second, and a transaction for
each would take longer than all else that their orders need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.carts.editing import CartOwner
from commerce.catalog.kinds.inputs import opened_inputs
from commerce.db.arrays import Bytes, Uuids
from commerce.db.batches import GroupCommit
from commerce.db.direct import DirectConnection, Numbered
from commerce.db.halves import by_halves
from commerce.db.session import tell_soon
from commerce.ids import new_id, token_hash

_OWNED = """
  SELECT carts.* FROM carts
   WHERE carts.customer_id = wanted.customer AND carts.shop_id = wanted.shop
  UNION ALL
  SELECT carts.* FROM carts
   WHERE carts.token_hash = wanted.token AND carts.shop_id = wanted.shop
"""
_READ = Numbered(f"""
SELECT wanted.place, cart.place_key, variants.sku, line.quantity, line.inputs
  FROM unnest(%(shop)b::uuid[], %(customer)b::uuid[], %(token)b::bytea[]) WITH ORDINALITY
    AS wanted(shop, customer, token, place)
 CROSS JOIN LATERAL ({_OWNED}) AS cart
  LEFT JOIN cart_lines AS line ON line.cart_id = cart.id
  LEFT JOIN variants ON variants.id = line.variant_id
 ORDER BY wanted.place, line.added_at, line.id
""")  # noqa: S608 - our own words
_EMPTY = Numbered(f"""
WITH mine AS MATERIALIZED (
  SELECT carts.id, wanted.next_key
    FROM unnest(%(shop)b::uuid[], %(customer)b::uuid[], %(token)b::bytea[], %(key)b::uuid[],
        %(next_key)b::uuid[])
      AS wanted(shop, customer, token, key, next_key)
   CROSS JOIN LATERAL ({_OWNED}) AS owned
    JOIN carts ON carts.id = owned.id AND carts.place_key = wanted.key
   ORDER BY carts.id FOR UPDATE OF carts
), emptied AS (
  DELETE FROM cart_lines USING mine WHERE cart_lines.cart_id = mine.id
)
UPDATE carts SET place_key = mine.next_key, touched_at = %(now)b::timestamptz,
    draft_sealed = CASE WHEN carts.customer_id IS NULL THEN carts.draft_sealed END
  FROM mine WHERE carts.id = mine.id
RETURNING carts.id
""")  # noqa: S608 - our own words
_reading_connection = DirectConnection("allhours carts to order")
_emptying_connection = DirectConnection("allhours ordered carts")


@dataclass(frozen=True, slots=True)
class LineToOrder:
    """A line as it lies in the cart, whether it is still sold or not."""

    sku: str
    quantity: int
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CartToOrder:
    """A cart's lines in their order, and the idempotency key of the order that it becomes."""

    place_key: UUID
    lines: tuple[LineToOrder, ...]


@dataclass(frozen=True, slots=True)
class _Ordered:
    """The cart of an owner that `place_key` made an order of."""

    shop_id: UUID
    owner: CartOwner
    place_key: UUID


async def cart_to_order(shop_id: UUID, owner: CartOwner) -> CartToOrder | None:
    """The owner's cart; None where there is none.

    Raises Busy when the queue is full, psycopg's errors when the database is away.
    """
    return await _reading.submit((shop_id, owner))


async def empty(shop_id: UUID, owner: CartOwner, place_key: UUID) -> None:
    """Empty the cart after the order that `place_key` made; the next order gets a new key.

    A cart of any other key stays as it is. A guest's draft stays, for it is all that is known of
    them the next time; a customer's goes. Raises Busy when the queue is full or the database away.
    """
    await emptying.submit(_Ordered(shop_id, owner, place_key))


async def _read(wanted: Sequence[tuple[UUID, CartOwner]]) -> list[CartToOrder | None]:
    async with _reading_connection.transaction() as connection:
        rows = await _READ.run(connection, _owners(wanted))
    keys: dict[int, UUID] = {}
    lines: dict[int, list[LineToOrder]] = {}
    for place, key, sku, quantity, inputs in rows:
        keys[place] = key
        of_cart = lines.setdefault(place, [])
        if sku is not None:
            of_cart.append(LineToOrder(sku, quantity, opened_inputs(inputs)))
    return [
        CartToOrder(keys[place], tuple(lines[place])) if place in keys else None
        for place in range(1, len(wanted) + 1)
    ]


async def _commit(ordered: Sequence[_Ordered]) -> Sequence[Exception | None]:
    return await by_halves("ordered carts", _write, ordered)


async def _write(ordered: Sequence[_Ordered]) -> list[Exception | None]:
    values = _owners([(one.shop_id, one.owner) for one in ordered]) | {
        "key": Uuids([one.place_key for one in ordered]),
        "next_key": Uuids([new_id() for _ in ordered]),
        "now": clock.now(),
    }
    async with _emptying_connection.transaction() as connection:
        await _EMPTY.run(connection, values)
    tell_soon({one.owner.topic for one in ordered})
    return [None] * len(ordered)


def _owners(wanted: Sequence[tuple[UUID, CartOwner]]) -> dict[str, Any]:
    tokens = [None if owner.customer_id else owner.token for _, owner in wanted]
    return {
        "shop": Uuids([shop_id for shop_id, _ in wanted]),
        "customer": Uuids([owner.customer_id for _, owner in wanted]),
        "token": Bytes([token_hash(token) if token else None for token in tokens]),
    }


async def drain() -> None:
    """Refuse what comes and answer what waits: before the process ends."""
    await emptying.drain()
    await _emptying_connection.close()


_reading = GroupCommit[tuple[UUID, CartOwner], CartToOrder | None]("carts to order", _read)
emptying = GroupCommit[_Ordered, None]("ordered carts", _commit)
