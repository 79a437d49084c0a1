"""What was sent is what lines say, and what the order says of them and of its campaigns."""

from collections.abc import Iterator

from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule, by_select

_SENT = """
WITH sent AS (
  SELECT order_id, key::int AS n, sum(value::int) AS quantity
    FROM parcels, jsonb_each_text(lines) GROUP BY order_id, key
)
SELECT concat('order ', coalesce(orders.number, order_id::text), ' line ', n),
       concat(coalesce(sent.quantity, 0), ' sent'), coalesce(fulfilled, 0)
  FROM (SELECT order_id, n, fulfilled FROM order_lines
         WHERE fulfilled <> 0 AND kind = ANY(%(parcelled)s)) AS line
  FULL JOIN sent USING (order_id, n) LEFT JOIN orders ON orders.id = order_id
 WHERE coalesce(sent.quantity, 0) <> coalesce(fulfilled, 0)
"""
_STATUS = """
WITH line AS (
  SELECT order_id, sum(fulfilled) AS sent,
         bool_and(fulfilled + least(refunded, quantity - fulfilled) >= quantity) AS whole
    FROM order_lines GROUP BY order_id
), road AS (
  SELECT order_id, bool_and(there) AS there
    FROM (SELECT order_id, delivered_at IS NOT NULL AS there FROM parcels
           UNION ALL SELECT order_id, state IN ('ended', 'cancelled') FROM campaigns) AS sent
   GROUP BY order_id
), judged AS (
  SELECT number, fulfilment_status, CASE
      WHEN sent = 0 THEN 'unfulfilled'
      WHEN NOT whole THEN 'partial'
      WHEN coalesce(there, true) THEN 'delivered'
      ELSE 'fulfilled' END AS expected
    FROM orders JOIN line ON line.order_id = orders.id LEFT JOIN road ON road.order_id = orders.id
)
SELECT 'order ' || number, expected, fulfilment_status
  FROM judged WHERE expected <> fulfilment_status
"""


def _sent(books: Books) -> Iterator[Violation]:
    return books.violations(_SENT, {"parcelled": list(kinds_fulfilled_by(Fulfilment.PARCEL))})


RULES = (
    Rule("parcels.lines", "lines say what their parcels hold", _sent),
    Rule("parcels.status", "the fulfilment's status is what was sent", by_select(_STATUS)),
)
