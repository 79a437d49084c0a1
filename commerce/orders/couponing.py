"""Coupons in the order writer: their limits are decided under the rows' locks, uses are counted.

Only batches with a coupon come here, on the exact path: all others pay nothing for it. The rows are
locked after the levels, in the order of their ids, here and wherever a use is given back.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.db.direct import Connection
from commerce.errors import CouponRefused
from commerce.orders.new import NewOrder, NewUse

_COUPONS = """
SELECT id, version, uses, total_most, customer_most, enabled, valid_from, valid_until FROM coupons
 WHERE id = ANY(%(coupons)b::uuid[]) ORDER BY id FOR UPDATE"""
_USES = """
SELECT coupon_id, customer_id, phone_index, email_index FROM coupon_uses
 WHERE coupon_id = ANY(%(coupons)b::uuid[]) AND given_back_at IS NULL
   AND (customer_id = ANY(%(customers)b::uuid[]) OR phone_index = ANY(%(phones)b::bytea[])
        OR email_index = ANY(%(emails)b::bytea[]))"""
_COUNT = """
UPDATE coupons SET uses = uses + used.n
  FROM unnest(%(coupons)b::uuid[], %(counts)b::int[]) AS used(id, n) WHERE coupons.id = used.id"""
_KEEP = """
INSERT INTO coupon_uses (shop_id, order_id, coupon_id, code, off_minor, delivery_off_minor, lines,
    customer_id, phone_index, email_index, used_at)
SELECT * FROM unnest(%(shop)b::uuid[], %(order)b::uuid[], %(coupon)b::uuid[], %(code)b::text[],
    %(off)b::bigint[], %(delivery_off)b::bigint[], %(lines)b::jsonb[], %(customer)b::uuid[],
    %(phone)b::bytea[], %(email)b::bytea[], %(at)b::timestamptz[])"""


@dataclass(slots=True)
class Limits:
    """A coupon as it stands under its lock; `uses` is kept up while a batch is decided."""

    version: int
    uses: int
    total_most: int | None
    customer_most: int | None
    enabled: bool
    valid_from: datetime
    valid_until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it may be used at `now`."""
        ended = self.valid_until is not None and self.valid_until <= now
        return self.enabled and self.valid_from <= now and not ended


Who = tuple[UUID | None, bytes | None, bytes | None]


class CouponFacts:
    """What the database says of a batch's coupons, and who used them before."""

    def __init__(self, limits: dict[UUID, Limits], used: list[tuple[UUID, Who]]) -> None:
        self._limits = limits
        self._used = used

    def is_stale(self, use: NewUse) -> bool:
        """Whether it was edited since it was quoted, or its time is over: quote again."""
        found = self._limits.get(use.coupon_id)
        return found is None or found.version != use.version or not found.holds(clock.now())

    def refusal(self, order: NewOrder, use: NewUse) -> CouponRefused | None:
        """Which of its limits speaks against this order."""
        limits = self._limits[use.coupon_id]
        if limits.total_most is not None and limits.uses >= limits.total_most:
            return CouponRefused("used_up")
        if limits.customer_most is not None:
            mine = who_uses(order)
            count = sum(
                coupon_id == use.coupon_id and _same(mine, who) for coupon_id, who in self._used
            )
            if count >= limits.customer_most:
                return CouponRefused("used_by_you")
        return None

    def count(self, order: NewOrder, use: NewUse) -> None:
        """Count it against those that come after."""
        self._limits[use.coupon_id].uses += 1
        self._used.append((use.coupon_id, who_uses(order)))


def who_uses(order: NewOrder) -> Who:
    """By whom a use counts: customer, phone or e-mail, whichever comes again."""
    return (order.caller.customer_id, order.phone_index, order.email_index)


def _same(one: Who, other: Who) -> bool:
    return any(a is not None and a == b for a, b in zip(one, other, strict=True))


async def coupon_facts(connection: Connection, orders: Sequence[NewOrder]) -> CouponFacts:
    """Lock the coupons of a batch, then read who used them; without any it asks nothing."""
    with_coupon = [order for order in orders if order.use]
    if not with_coupon:
        return CouponFacts({}, [])
    asked = {"coupons": sorted({order.use.coupon_id for order in with_coupon if order.use})}
    locked = await connection.execute(_COUPONS, asked)
    limits = {row[0]: Limits(*row[1:]) for row in await locked.fetchall()}
    customers, phones, emails = zip(*map(who_uses, with_coupon), strict=True)
    people: dict[str, Any] = {
        "customers": [one for one in customers if one],
        "phones": [one for one in phones if one],
        "emails": [one for one in emails if one],
    }
    found = await connection.execute(_USES, asked | people)
    used = [(row[0], (row[1], _bytes(row[2]), _bytes(row[3]))) for row in await found.fetchall()]
    return CouponFacts(limits, used)


async def keep_uses(connection: Connection, orders: Sequence[NewOrder]) -> None:
    """Count and keep the uses of orders that were just written, in the same transaction."""
    pairs = [(order, order.use) for order in orders if order.use]
    if not pairs:
        return
    counts = Counter(use.coupon_id for _, use in pairs)
    await connection.execute(_COUNT, {"coupons": list(counts), "counts": list(counts.values())})
    values = {
        "shop": [order.terms.shop_id for order, _ in pairs],
        "order": [order.id for order, _ in pairs],
        "coupon": [use.coupon_id for _, use in pairs],
        "code": [use.code for _, use in pairs],
        "off": [use.off_minor for _, use in pairs],
        "delivery_off": [use.delivery_off_minor for _, use in pairs],
        "lines": [json.dumps(dict(use.lines)) for _, use in pairs],
        "customer": [order.caller.customer_id for order, _ in pairs],
        "phone": [order.phone_index for order, _ in pairs],
        "email": [order.email_index for order, _ in pairs],
        "at": [order.placed_at for order, _ in pairs],
    }
    await connection.execute(_KEEP, values)


def _bytes(value: object) -> bytes | None:
    return None if value is None else bytes(value)  # pyright: ignore[reportArgumentType]
