"""Payments less refunds are what orders say; refunds are the pieces that went back."""

from commerce.operations.auditing.rule import Rule, by_select

_PAID = """
WITH paid AS (
  SELECT order_id, sum(amount_minor) AS minor FROM payments WHERE state = 'succeeded'
   GROUP BY order_id
), back AS (
  SELECT order_id, sum(amount_minor) AS minor FROM refunds GROUP BY order_id
)
SELECT 'order ' || coalesce(number, order_id::text),
       concat(coalesce(paid.minor, 0), ' paid, ', coalesce(back.minor, 0), ' refunded'),
       concat(coalesce(paid_minor, 0), ' paid, ', coalesce(refunded_minor, 0), ' refunded')
  FROM (SELECT id AS order_id, number, paid_minor, refunded_minor FROM orders) AS head
  FULL JOIN paid USING (order_id) FULL JOIN back USING (order_id)
 WHERE coalesce(paid.minor, 0) <> coalesce(paid_minor, 0)
    OR coalesce(back.minor, 0) <> coalesce(refunded_minor, 0)
"""
# A payment that an order had no use for goes back whole, with no lines, and asked by nobody.
_PIECES = """
WITH piece AS (
  SELECT order_id, (value->>'n')::int AS n, sum((value->>'quantity')::int) AS quantity,
         sum((value->>'minor')::bigint) AS minor,
         coalesce(sum((value->>'quantity')::int) FILTER (WHERE (value->>'restock')::boolean), 0)
           AS restocked
    FROM refunds, jsonb_array_elements(lines) AS value GROUP BY order_id, n
)
SELECT concat('order ', coalesce(orders.number, order_id::text), ' line ', n),
       concat(coalesce(piece.quantity, 0), ' pieces, ', coalesce(minor, 0), ', ',
         coalesce(piece.restocked, 0), ' restocked'),
       concat(coalesce(refunded, 0), ' pieces, ', coalesce(line.refunded_minor, 0), ', ',
         coalesce(line.restocked, 0), ' restocked')
  FROM (SELECT order_id, n, refunded, refunded_minor, restocked FROM order_lines
         WHERE refunded <> 0 OR refunded_minor <> 0 OR restocked <> 0) AS line
  FULL JOIN piece USING (order_id, n) LEFT JOIN orders ON orders.id = order_id
 WHERE (coalesce(piece.quantity, 0), coalesce(minor, 0), coalesce(piece.restocked, 0))
    IS DISTINCT FROM (coalesce(refunded, 0), coalesce(line.refunded_minor, 0),
                      coalesce(line.restocked, 0))
"""
_DELIVERY = """
WITH back AS (
  SELECT order_id, sum(amount_minor - coalesce((
           SELECT sum((value->>'minor')::bigint) FROM jsonb_array_elements(lines) AS value), 0))
         FILTER (WHERE lines <> '[]' OR staff_id IS NOT NULL) AS minor
    FROM refunds GROUP BY order_id
)
SELECT 'order ' || number, coalesce(minor, 0), refunded_delivery_minor
  FROM orders LEFT JOIN back ON back.order_id = orders.id
 WHERE coalesce(minor, 0) <> refunded_delivery_minor OR refunded_delivery_minor
    > delivery_minor + CASE WHEN prices_include_tax THEN 0 ELSE delivery_tax_minor END
"""
_OVER = """
WITH back AS (
  SELECT payment_id, sum(amount_minor) AS minor, max(currency) AS most, min(currency) AS least
    FROM refunds GROUP BY payment_id
)
SELECT concat('payment ', payments.id, ' of order ', order_number),
       concat('at most ', amount_minor, ' ', currency), concat(minor, ' ', most, ' refunded')
  FROM payments JOIN back ON back.payment_id = payments.id
 WHERE minor > amount_minor OR state <> 'succeeded' OR most <> currency OR least <> currency
"""
_STATUS = """
WITH back AS (
  SELECT order_id, sum(amount_minor) FILTER (WHERE state = 'succeeded') AS minor,
         bool_or(state <> 'succeeded' AND lines = '[]' AND staff_id IS NULL) AS surplus
    FROM refunds GROUP BY order_id
), kept AS (
  SELECT number, status, payment_status, total_minor, paid_minor,
         paid_minor - coalesce(back.minor, 0) AS minor, coalesce(surplus, false) AS surplus
    FROM orders LEFT JOIN back ON back.order_id = orders.id
), judged AS (
  SELECT kept.*, CASE
      WHEN payment_status = 'unpaid' AND status = 'cancelled' THEN 'unpaid'
      WHEN payment_status = 'due' AND status = 'open' AND paid_minor = 0 THEN 'due'
      WHEN minor >= total_minor THEN 'paid'
      WHEN paid_minor = 0 THEN 'unpaid'
      WHEN minor = 0 THEN 'refunded'
      WHEN paid_minor < total_minor THEN 'part_paid'
      ELSE 'part_refunded' END AS expected
    FROM kept
)
SELECT 'order ' || number, concat(expected, ': ', minor, ' of ', total_minor, ' kept'),
       payment_status
  FROM judged WHERE expected <> payment_status AND NOT surplus
"""
# What is due at the door stands as one open payment, until the parcel has come or has come back.
_AT_DOOR = """
WITH promised AS (
  SELECT order_id, sum(amount_minor) AS minor FROM payments
   WHERE provider = 'door' AND state = 'pending' GROUP BY order_id
), due AS (
  SELECT id AS order_id, number, total_minor AS minor FROM orders
   WHERE payment_status = 'due' AND fulfilment_status <> 'delivered'
)
SELECT 'order ' || coalesce(due.number, orders.number, order_id::text),
       concat(coalesce(due.minor, 0), ' due'), concat(coalesce(promised.minor, 0), ' to be collected')
  FROM due FULL JOIN promised USING (order_id) LEFT JOIN orders ON orders.id = order_id
 WHERE coalesce(due.minor, 0) <> coalesce(promised.minor, 0)
"""

RULES = (
    Rule("money.orders", "orders say what payments and refunds add up to", by_select(_PAID)),
    Rule("money.pieces", "lines say what their refunds returned", by_select(_PIECES)),
    Rule("money.delivery", "the rest of the refunds is delivery", by_select(_DELIVERY)),
    Rule("money.refunds", "a payment's refunds never exceed it", by_select(_OVER)),
    Rule("money.at_door", "what is due at the door is to be collected", by_select(_AT_DOOR)),
    Rule("money.status", "the payment's status is what is kept of it", by_select(_STATUS)),
)
