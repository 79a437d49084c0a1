"""The stock equation: adjustments - held - sold + restocked = available; holding is selling."""

from collections.abc import Iterator

from commerce.catalog.kinds import counted_kinds
from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule, by_select

_EQUATION = """
WITH book AS (
  SELECT variant_id, sum(change) AS total,
         concat_ws(' ', 'counted', coalesce(sum(change) FILTER (WHERE reason = 'counted'), 0),
           'held', coalesce(sum(change) FILTER (WHERE reason = 'held'), 0),
           'released', coalesce(sum(change) FILTER (WHERE reason = 'released'), 0),
           'restocked', coalesce(sum(change) FILTER (WHERE reason = 'restocked'), 0)) AS parts
    FROM stock_ledger GROUP BY variant_id
)
SELECT coalesce(variants.sku, 'variant ' || variant_id), concat(coalesce(total, 0), ' (', parts, ')'),
       coalesce(available::text, 'no level')
  FROM stock FULL JOIN book USING (variant_id) LEFT JOIN variants ON variants.id = variant_id
 WHERE coalesce(available, 0) <> coalesce(total, 0) OR available < 0
"""
_REASONS = """
SELECT 'change ' || ledger.id, 'a change as its reason says', concat(reason, ' ', change)
  FROM stock_ledger AS ledger
 WHERE CASE reason WHEN 'counted' THEN order_id IS NOT NULL
         WHEN 'held' THEN change > 0 OR order_id IS NULL
         WHEN 'released' THEN change < 0 OR order_id IS NULL
         WHEN 'restocked' THEN change < 0 OR order_id IS NULL
         ELSE true END
"""
_OF_ORDERS = """
WITH line AS (
  SELECT order_id, variant_id, sum(quantity) AS quantity, sum(restocked) AS restocked
    FROM order_lines WHERE kind = ANY(%(counted)s) GROUP BY order_id, variant_id
), book AS (
  SELECT order_id, variant_id, -sum(change) AS taken,
         coalesce(sum(change) FILTER (WHERE reason = 'restocked'), 0) AS restocked
    FROM stock_ledger WHERE order_id IS NOT NULL GROUP BY order_id, variant_id
), wanted AS (
  SELECT orders.id AS order_id, number, variant_id, line.restocked,
         CASE WHEN status = 'cancelled' AND payment_status IN ('unpaid', 'part_paid') THEN 0
              ELSE line.quantity - line.restocked END AS taken
    FROM orders JOIN line ON line.order_id = orders.id
)
SELECT concat('order ', coalesce(number, order_id::text), ' of ',
         coalesce(variants.sku, variant_id::text)),
       concat(coalesce(wanted.taken, 0), ' taken, ', coalesce(wanted.restocked, 0), ' restocked'),
       concat(coalesce(book.taken, 0), ' taken, ', coalesce(book.restocked, 0), ' restocked')
  FROM wanted FULL JOIN book USING (order_id, variant_id)
  LEFT JOIN variants ON variants.id = variant_id
 WHERE coalesce(wanted.taken, 0) <> coalesce(book.taken, 0)
    OR coalesce(wanted.restocked, 0) <> coalesce(book.restocked, 0)
"""


def _of_orders(books: Books) -> Iterator[Violation]:
    return books.violations(_OF_ORDERS, {"counted": list(counted_kinds())})


RULES = (
    Rule("stock.equation", "a level is the sum of its ledger", by_select(_EQUATION)),
    Rule("stock.reasons", "the ledger's changes go the way of their reasons", by_select(_REASONS)),
    Rule("stock.orders", "the ledger took what orders have, and no more", _of_orders),
)
