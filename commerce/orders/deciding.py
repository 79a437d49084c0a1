"""The exact path: with the levels locked, each order of a batch is decided by itself, in the order
of arrival, and those that may be are written.

Here go the batches in which something speaks against one: too little stock, a repeated key; and
those with a coupon, whose limits are looked at under its lock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.db.direct import Connection
from commerce.errors import CommerceError, IdempotencyKeyReused, OutOfStock, Short, TooManyUnpaid
from commerce.money import Money
from commerce.orders.access import access_token
from commerce.orders.couponing import CouponFacts, coupon_facts
from commerce.orders.new import NewOrder
from commerce.orders.views import PlacedOrder
from commerce.orders.writing import Holder, demand_of, holders_of, oldest_unpaid, past_newest

Decision = PlacedOrder | Exception | None

_LEVELS = """
SELECT variant_id, available FROM stock
 WHERE variant_id = ANY(%(variants)b::uuid[]) ORDER BY variant_id FOR UPDATE"""
_TWINS = """
SELECT k.shop_id, k.caller, k.key, k.request_hash, o.id, o.number, o.status, o.payment_status,
       o.fulfilment_status, o.total_minor, o.currency, o.hold_expires_at
  FROM unnest(%(shops)b::uuid[], %(callers)b::text[], %(keys)b::text[]) AS a(shop_id, caller, key)
  JOIN idempotency_keys k USING (shop_id, caller, key) JOIN orders o ON o.id = k.order_id"""
_PRICES = """
SELECT v.id, p.currency, max(p.version) FROM prices p JOIN variants v ON v.id = p.variant_id
  JOIN products ON products.id = v.product_id
 WHERE v.id = ANY(%(variants)b::uuid[]) AND v.active AND products.state = 'active'
   AND p.valid_from <= %(now)b AND (p.valid_until IS NULL OR p.valid_until > %(now)b)
 GROUP BY v.id, p.currency"""
_HELD = """
SELECT h.shop_id, h.kind, h.value, CASE h.kind
     WHEN 0 THEN (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid')
       FROM orders WHERE customer_id = encode(h.value, 'hex')::uuid
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid]))
     WHEN 1 THEN (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid'
           AND shop_id = h.shop_id) FROM orders WHERE phone_index = h.value
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid]))
     ELSE (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid'
           AND shop_id = h.shop_id) FROM orders WHERE email_index = h.value
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid])) END
  FROM unnest(%(shops)b::uuid[], %(kinds)b::int[], %(values)b::bytea[]) AS h(shop_id, kind, value)"""


class StalePrices(CommerceError):
    """A line was priced at a version that is no longer the newest, or is not sold any more."""

    code = "price_changed"


@dataclass(slots=True)
class Facts:
    """What the database says of a batch, with its levels locked; kept up while deciding."""

    left: dict[UUID, int]
    twins: dict[tuple[UUID, str, str], tuple[bytes, PlacedOrder]]
    prices: dict[tuple[UUID, str], int]
    held: dict[Holder, int]
    coupons: CouponFacts


async def decide(connection: Connection, orders: Sequence[NewOrder]) -> list[Decision]:
    """For each order the one it repeats, why it cannot be, or None: it may be written.

    Whatever is None is counted against those that come after it. Locks the levels.
    """
    facts = await _facts(connection, orders)
    return [_decide(order, facts) for order in orders]


def _decide(order: NewOrder, facts: Facts) -> Decision:
    twin = facts.twins.get(order.key)
    if twin is not None:
        digest, placed = twin
        return placed if digest == order.digest else IdempotencyKeyReused()
    if _is_stale(order, facts) or (order.use and facts.coupons.is_stale(order.use)):
        return StalePrices()
    demand = demand_of((order,))
    if any(facts.left.get(variant, 0) < wanted for variant, wanted in demand.items()):
        return OutOfStock(_short(order, facts.left))
    holders = holders_of(order)
    if any(facts.held[holder] >= order.terms.unpaid_most for holder in holders):
        return TooManyUnpaid(order.terms.unpaid_most)
    if order.use:
        refused = facts.coupons.refusal(order, order.use)
        if refused is not None:
            return refused
        facts.coupons.count(order, order.use)
    for variant, wanted in demand.items():
        facts.left[variant] -= wanted
    for holder in holders:
        facts.held[holder] += 1
    return None


def _is_stale(order: NewOrder, facts: Facts) -> bool:
    return any(
        facts.prices.get((line.variant.variant_id, line.variant.unit.currency))
        != line.variant.price_version
        for line in order.lines
    )


def _short(order: NewOrder, left: dict[UUID, int]) -> Iterable[Short]:
    for line in order.lines:
        rest = left.get(line.variant.variant_id, 0)
        if line.variant.available is not None and rest < line.quantity:
            yield Short(line.variant.sku, line.quantity, rest)


async def _facts(connection: Connection, orders: Sequence[NewOrder]) -> Facts:
    """The locks, then reads that see all that was committed before they were granted."""
    levels = await connection.execute(_LEVELS, {"variants": list(demand_of(orders))})
    left = dict(await levels.fetchall())
    coupons = await coupon_facts(connection, orders)
    return Facts(
        left=left,
        coupons=coupons,
        twins=await twins(connection, [order.key for order in orders]),
        prices=await _prices(connection, orders),
        held=await _held(connection, orders),
    )


async def twins(
    connection: Connection, keys: Sequence[tuple[UUID, str, str]]
) -> dict[tuple[UUID, str, str], tuple[bytes, PlacedOrder]]:
    """Of those keys that are taken: the digest of their request and the order it made."""
    shops, callers, names = zip(*keys, strict=True)
    found = await connection.execute(
        _TWINS, {"shops": list(shops), "callers": list(callers), "keys": list(names)}
    )
    return {row[:3]: (bytes(row[3]), _placed_again(*row[4:])) for row in await found.fetchall()}


def _placed_again(
    order_id: UUID, number: str, status: str, paid: str, sent: str, *money_and_hold: Any
) -> PlacedOrder:
    total_minor, currency, expires_at = money_and_hold
    total = Money(total_minor, currency)
    token = access_token(order_id)
    return PlacedOrder(order_id, number, status, paid, sent, total, expires_at, token)


async def _prices(
    connection: Connection, orders: Sequence[NewOrder]
) -> dict[tuple[UUID, str], int]:
    variants = {line.variant.variant_id for order in orders for line in order.lines}
    found = await connection.execute(_PRICES, {"variants": list(variants), "now": clock.now()})
    return {(variant, currency): version for variant, currency, version in await found.fetchall()}


async def _held(connection: Connection, orders: Sequence[NewOrder]) -> dict[Holder, int]:
    holders = list({holder for order in orders for holder in holders_of(order)})
    asked = {
        "shops": [holder.shop_id for holder in holders],
        "kinds": [holder.kind for holder in holders],
        "values": [holder.value for holder in holders],
        "since": oldest_unpaid(),
        "until": past_newest(),
    }
    found = await connection.execute(_HELD, asked)
    return {
        Holder(shop_id, kind, bytes(value)): count
        for shop_id, kind, value, count in await found.fetchall()
    }
