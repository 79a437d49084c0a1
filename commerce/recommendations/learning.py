"""Learns from paid orders which products go together and how much of each is sold.

It counts anew, from the orders themselves, whatever was in an order since it last looked: to run
it twice changes nothing. It reads orders by an index that they have anyway; they write nothing
more for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from commerce import clock
from commerce.db.marks import advance, reached
from commerce.db.session import Session, transaction_over_all_shops
from commerce.ids import first_id_of

MARK = "recommendations.learn"
WINDOW = timedelta(days=28)
OVERLAP = timedelta(hours=1)  # an order is counted once it is paid
BATCH = 200
OTHERS = 12  # kept of each product
LATEST = 5_000  # orders of a SKU that are looked at
FEWEST = 2  # customers: what one person bought is nobody's business
_SOLD_SINCE = text("SELECT DISTINCT product_id FROM order_lines WHERE order_id >= :since")
_ALL_SOLD = text("""
SELECT DISTINCT product_id FROM order_lines WHERE order_id >= :since
 UNION SELECT id FROM products WHERE popularity > 0
""")
_PAIRS = text("""
WITH sold AS MATERIALIZED (
  SELECT v.shop_id, v.product_id, l.order_id,
         coalesce(o.customer_id::text, o.phone_index::text, o.email_index::text, o.id::text) AS who
    FROM variants v
    CROSS JOIN LATERAL (
      SELECT order_id FROM order_lines
       WHERE shop_id = v.shop_id AND sku = v.sku AND order_id >= :since
       ORDER BY order_id DESC LIMIT :latest) l
    JOIN orders o ON o.id = l.order_id AND o.paid_at IS NOT NULL AND o.status <> 'cancelled'
   WHERE v.product_id = ANY(:ids)),
pairs AS (
  SELECT sold.shop_id, sold.product_id, other.product_id AS other_id,
         count(DISTINCT sold.who) AS customers
    FROM sold
    JOIN order_lines other ON other.order_id = sold.order_id
     AND other.product_id <> sold.product_id
    JOIN products p ON p.id = other.product_id AND p.shop_id = sold.shop_id
   GROUP BY 1, 2, 3 HAVING count(DISTINCT sold.who) >= :fewest),
best AS (
  SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY customers DESC, other_id) AS place
    FROM pairs)
INSERT INTO bought_together (shop_id, product_id, other_id, customers)
SELECT shop_id, product_id, other_id, customers FROM best WHERE place <= :others
""")
_POPULARITY = text("""
WITH counted AS (
  SELECT v.product_id, coalesce(sum(l.quantity - l.refunded), 0)::int AS pieces
    FROM variants v
    LEFT JOIN LATERAL (
      SELECT line.quantity, line.refunded FROM order_lines line
        JOIN orders o ON o.id = line.order_id
         AND o.paid_at IS NOT NULL AND o.status <> 'cancelled'
       WHERE line.shop_id = v.shop_id AND line.sku = v.sku AND line.order_id >= :since
       ORDER BY line.order_id DESC LIMIT :latest) l ON true
   WHERE v.product_id = ANY(:ids) GROUP BY 1),
changed AS (
  UPDATE products p SET popularity = counted.pieces FROM counted
   WHERE p.id = counted.product_id AND p.popularity <> counted.pieces
  RETURNING p.id, p.popularity)
UPDATE shelf_entries e SET popularity = changed.popularity FROM changed
 WHERE e.product_id = changed.id
""")


async def learn(*, everything: bool = False) -> int:
    """Count anew what was ordered since the last time, or all; how many products. Idempotent."""
    began = clock.now()
    async with transaction_over_all_shops() as session:
        reach = None if everything else await reached(session, MARK)
        since = max(reach - OVERLAP, began - WINDOW) if reach else began - WINDOW
        asked = _SOLD_SINCE if reach else _ALL_SOLD
        found = await session.run(asked, {"since": first_id_of(since)})
        ids = sorted(row[0] for row in found)
    for first in range(0, len(ids), BATCH):
        async with transaction_over_all_shops() as session:
            await count_anew(session, ids[first : first + BATCH], began)
    async with transaction_over_all_shops() as session:
        await advance(session, MARK, began)
    return len(ids)


async def count_anew(session: Session, product_ids: Sequence[UUID], now: datetime) -> None:
    """What these sold, and together with what, within the window."""
    values = {
        "ids": list(product_ids),
        "since": first_id_of(now - WINDOW),
        "latest": LATEST,
        "fewest": FEWEST,
        "others": OTHERS,
    }
    await session.run(text("DELETE FROM bought_together WHERE product_id = ANY(:ids)"), values)
    await session.run(_PAIRS, values)
    await session.run(_POPULARITY, values)
