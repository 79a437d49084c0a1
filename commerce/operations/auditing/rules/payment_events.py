"""What providers report is applied once."""

from commerce.operations.auditing.rule import Rule, by_select

_TWICE = """
SELECT concat(provider, ' ', provider_event), 'one record', count(*)
  FROM payment_events GROUP BY provider, provider_event HAVING count(*) > 1
"""
_APPLIED = """
WITH told AS (
  SELECT payment_id, count(*) FILTER (WHERE outcome IN
           ('paid', 'paid_twice', 'paid_late', 'refunded_late')) AS applied
    FROM payment_events GROUP BY payment_id
)
SELECT concat('payment ', payments.id, ' of order ', order_number),
       CASE state WHEN 'succeeded' THEN 'applied once' ELSE 'not applied: ' || state END,
       concat('applied ', coalesce(applied, 0), ' times')
  FROM payments LEFT JOIN told ON told.payment_id = payments.id
 WHERE coalesce(applied, 0) <> CASE state WHEN 'succeeded' THEN 1 ELSE 0 END
"""
_TIMELINE = """
WITH told AS (
  SELECT order_id, count(*) AS n FROM order_events
   WHERE kind IN ('paid', 'paid_twice', 'paid_late') GROUP BY order_id
), paid AS (
  SELECT order_id, count(*) AS n FROM payments WHERE state = 'succeeded' GROUP BY order_id
)
SELECT 'order ' || coalesce(orders.number, order_id::text),
       concat(coalesce(paid.n, 0), ' on the timeline'), coalesce(told.n, 0)
  FROM paid FULL JOIN told USING (order_id) LEFT JOIN orders ON orders.id = order_id
 WHERE coalesce(paid.n, 0) <> coalesce(told.n, 0)
"""

RULES = (
    Rule("payments.event_once", "each event of a provider is kept once", by_select(_TWICE)),
    Rule("payments.applied_once", "a payment counts once", by_select(_APPLIED)),
    Rule("payments.timeline", "each payment stands once on its timeline", by_select(_TIMELINE)),
)
