"""What is delivered beside parcels: each key once, campaigns to the unit and to the last cent."""

from collections.abc import Iterator

from commerce.catalog.kinds import kinds_with_keys
from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule, by_select

_GIVEN = """
WITH given AS (
  SELECT order_id, line_n AS n, count(*) AS keys, min(variant_id::text) AS variant,
         max(variant_id::text) AS other
    FROM stock_keys WHERE order_id IS NOT NULL GROUP BY order_id, line_n
)
SELECT concat('order ', coalesce(orders.number, order_id::text), ' line ', n),
       concat(coalesce(fulfilled, 0), ' keys of ', variant_id),
       concat(coalesce(keys, 0), ' keys of ', variant)
  FROM (SELECT order_id, n, variant_id, fulfilled FROM order_lines
         WHERE fulfilled <> 0 AND kind = ANY(%(keyed)s)) AS line
  FULL JOIN given USING (order_id, n) LEFT JOIN orders ON orders.id = order_id
 WHERE coalesce(keys, 0) <> coalesce(fulfilled, 0)
    OR variant <> variant_id::text OR other <> variant_id::text
"""
_FREE = """
WITH free AS (
  SELECT variant_id, count(*) FILTER (WHERE order_id IS NULL) AS keys
    FROM stock_keys GROUP BY variant_id
), owed AS (
  SELECT variant_id, sum(quantity - restocked - fulfilled) AS keys
    FROM order_lines AS line JOIN orders ON orders.id = line.order_id
   WHERE kind = ANY(%(keyed)s)
     AND NOT (status = 'cancelled' AND payment_status IN ('unpaid', 'part_paid'))
   GROUP BY variant_id
)
SELECT coalesce(variants.sku, 'variant ' || variant_id),
       concat(coalesce(available, 0) + coalesce(owed.keys, 0), ' free: ', coalesce(available, 0),
         ' to sell and ', coalesce(owed.keys, 0), ' sold'),
       concat(coalesce(free.keys, 0), ' free')
  FROM free FULL JOIN owed USING (variant_id) LEFT JOIN stock USING (variant_id)
  LEFT JOIN variants ON variants.id = variant_id
 WHERE coalesce(free.keys, 0) <> coalesce(available, 0) + coalesce(owed.keys, 0)
"""
_STEPS = """
WITH step AS (
  SELECT campaign_id, max(delivered) AS most, count(*) AS n, max(n) AS last,
         bool_and(rising) AS rising
    FROM (SELECT campaign_id, n, delivered,
                 delivered >= coalesce(lag(delivered) OVER way, 0) AS rising
            FROM campaign_steps WINDOW way AS (PARTITION BY campaign_id ORDER BY n)) AS one
   GROUP BY campaign_id
)
SELECT concat('campaign ', campaigns.id, ' of order ', number),
       concat(coalesce(most, 0), ' delivered, at most ', ordered, ', ',
         CASE WHEN state IN ('scheduled', 'cancelled') THEN ordered
              ELSE line.fulfilled * line.units END, ' ordered'),
       concat(delivered, ' delivered, ', ordered, ' ordered, ', step.n, ' steps to ', last)
  FROM campaigns JOIN orders ON orders.id = campaigns.order_id
  LEFT JOIN order_lines AS line ON line.order_id = campaigns.order_id AND line.n = line_n
  LEFT JOIN step ON step.campaign_id = campaigns.id
 WHERE delivered <> coalesce(most, 0) OR delivered > ordered OR NOT coalesce(rising, true)
    OR step.n <> last OR line.n IS NULL
    OR state NOT IN ('scheduled', 'cancelled') AND ordered <> line.fulfilled * line.units
"""
_BACK = """
WITH back AS (
  SELECT order_id, (value->>'n')::int AS line_n, sum((value->>'minor')::bigint) AS minor
    FROM refunds, jsonb_array_elements(lines) AS value WHERE reason = 'undelivered'
   GROUP BY order_id, line_n
), due AS (
  SELECT order_id, line_n, refunded_minor, CASE WHEN state = 'ended'
           THEN share_minor - share_minor * delivered / ordered ELSE 0 END AS minor
    FROM campaigns
)
SELECT concat('order ', coalesce(number, order_id::text), ' line ', line_n),
       concat(coalesce(due.minor, 0), ' for what was not delivered'),
       concat(coalesce(back.minor, 0), ' refunded, ', due.refunded_minor, ' said')
  FROM due FULL JOIN back USING (order_id, line_n) LEFT JOIN orders ON orders.id = order_id
 WHERE coalesce(due.minor, 0) <> coalesce(back.minor, 0)
    OR coalesce(due.minor, 0) <> coalesce(due.refunded_minor, 0)
"""


def _given(books: Books) -> Iterator[Violation]:
    return books.violations(_GIVEN, {"keyed": list(kinds_with_keys())})


def _free(books: Books) -> Iterator[Violation]:
    return books.violations(_FREE, {"keyed": list(kinds_with_keys())})


RULES = (
    Rule("keys.given", "a line has as many keys as it was given, of its variant", _given),
    Rule("keys.free", "the free keys are those to sell and those sold", _free),
    Rule("campaigns.steps", "a campaign delivered what it told, never too much", by_select(_STEPS)),
    Rule("campaigns.refunds", "what was not delivered went back to the cent", by_select(_BACK)),
)
