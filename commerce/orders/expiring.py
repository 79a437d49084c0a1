"""Orders that nobody paid in time: given up in batches, whose stock is locked for one statement.

After a rush thousands end in the same minute. One after another they would hold the row that all
who order meanwhile wait for.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from commerce import clock
from commerce.catalog.kinds import counted_kinds
from commerce.db.arrays import Ints, Texts, Uuids
from commerce.db.direct import Connection, DirectConnection, Numbered
from commerce.db.session import tell_soon
from commerce.ids import new_id_bytes
from commerce.orders import notices
from commerce.orders.paying import GRACE
from commerce.orders.timeline import order_topic, orders_topic

BATCH = 256

_LOCK_DUE = Numbered("""
SELECT shop_id, id, number, coupon <> '' FROM orders
 WHERE status = 'open' AND payment_status = 'unpaid' AND hold_expires_at < %(due)b
 ORDER BY hold_expires_at LIMIT %(most)b FOR UPDATE SKIP LOCKED
""")
_HELD = Numbered("""
SELECT shop_id, order_id, variant_id, quantity FROM order_lines
 WHERE order_id = ANY(%(order)b::uuid[]) AND kind = ANY(%(counted)b::text[])
""")
_GIVE_UP = Numbered("""
WITH attempt AS MATERIALIZED (
  SELECT id FROM payments
   WHERE order_id = ANY(%(order)b::uuid[]) AND state IN ('starting', 'pending')
   ORDER BY id FOR UPDATE
), level AS MATERIALIZED (
  SELECT variant_id FROM stock, (SELECT count(*) AS n FROM attempt) AS locked
   WHERE variant_id = ANY(%(held_variant)b::uuid[]) AND locked.n >= 0
   ORDER BY variant_id FOR UPDATE OF stock
), held AS MATERIALIZED (
  SELECT * FROM unnest(%(held_shop)b::uuid[], %(held_order)b::uuid[], %(held_variant)b::uuid[],
      %(held_quantity)b::int[], %(held_change)b::uuid[])
    AS held(shop_id, order_id, variant_id, quantity, change_id)
), back AS (
  UPDATE stock SET available = stock.available + sums.n
    FROM level JOIN (SELECT variant_id, sum(quantity)::int AS n FROM held GROUP BY variant_id) AS sums
      USING (variant_id)
   WHERE stock.variant_id = sums.variant_id AND stock.variant_id = ANY(%(held_variant)b::uuid[])
), changes AS (
  INSERT INTO stock_ledger (shop_id, id, variant_id, change, reason, order_id, note, at)
  SELECT shop_id, change_id, variant_id, quantity, 'released', order_id, '', %(now)b FROM held
), given_up AS (
  UPDATE payments SET state = 'cancelled', settled_at = %(now)b
    FROM attempt WHERE payments.id = attempt.id AND payments.order_id = ANY(%(order)b::uuid[])
), closed AS (
  UPDATE orders SET status = 'cancelled', closed_at = %(now)b, close_reason = 'not_paid_in_time',
      event_count = event_count + 1, version = version + 1
   WHERE id = ANY(%(order)b::uuid[])
  RETURNING shop_id, id, event_count
)
INSERT INTO order_events (shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at)
SELECT shop_id, id, event_count, 'expired', 'system', NULL, '',
    '{"reason": "not_paid_in_time"}'::jsonb, %(now)b
  FROM closed
RETURNING order_id
""")
_GIVE_COUPONS_BACK = Numbered("""
WITH coupon AS MATERIALIZED (
  SELECT id FROM coupons WHERE id IN (
      SELECT coupon_id FROM coupon_uses WHERE order_id = ANY(%(order)b::uuid[]))
   ORDER BY id FOR UPDATE
), used AS (
  UPDATE coupon_uses SET given_back_at = %(now)b FROM coupon
   WHERE coupon_uses.coupon_id = coupon.id AND order_id = ANY(%(order)b::uuid[])
     AND given_back_at IS NULL
  RETURNING coupon_id
)
UPDATE coupons SET uses = uses - sums.n
  FROM (SELECT coupon_id, count(*) AS n FROM used GROUP BY coupon_id) AS sums
 WHERE coupons.id = sums.coupon_id
RETURNING coupons.id
""")
_connection = DirectConnection("allhours expiry")


class _Due(NamedTuple):
    """An order whose hold has ended, its row locked."""

    shop_id: UUID
    order_id: UUID
    number: str
    has_coupon: bool


async def expire_unpaid() -> int:
    """Cancel the orders whose hold ended unpaid, a batch of all shops' at a time; how many it were.

    Two processes that expire at once share the orders out. Raises psycopg's errors: nothing of the
    batch was kept then, or all of it.
    """
    now = clock.now()
    async with _connection.transaction() as connection:
        rows = await _LOCK_DUE.run(connection, {"due": now - GRACE, "most": BATCH})
        due = sorted(_Due(*row) for row in rows)
        if due:
            await _give_up(connection, due, now)
        for shop_id, orders in groupby(due, itemgetter(0)):
            await notices.have_told(connection, shop_id, [order.order_id for order in orders])
    tell_soon({order_topic(order.number) for order in due} | {orders_topic(o.shop_id) for o in due})
    return len(due)


async def _give_up(connection: Connection, due: Sequence[_Due], now: datetime) -> None:
    orders = Uuids([order.order_id for order in due])
    wanted = {"order": orders, "counted": Texts(counted_kinds())}
    held = await _HELD.run(connection, wanted)
    await _GIVE_UP.run(connection, {"order": orders, "now": now} | _values(held))
    with_coupon = Uuids([order.order_id for order in due if order.has_coupon])
    if with_coupon:
        await _GIVE_COUPONS_BACK.run(connection, {"order": with_coupon, "now": now})


def _values(held: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "held_shop": Uuids([row[0] for row in held]),
        "held_order": Uuids([row[1] for row in held]),
        "held_variant": Uuids([row[2] for row in held]),
        "held_quantity": Ints([row[3] for row in held]),
        "held_change": Uuids([new_id_bytes() for _ in held]),
    }
