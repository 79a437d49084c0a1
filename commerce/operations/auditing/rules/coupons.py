"""Coupons are used no more often than they may be, and take off what their orders say."""

from commerce.operations.auditing.rule import Rule, by_select

_COUNTED = """
WITH used AS (
  SELECT coupon_id, count(*) AS n FROM coupon_uses WHERE given_back_at IS NULL GROUP BY coupon_id
)
SELECT 'coupon ' || coalesce(code, coupon_id::text),
       concat(coalesce(n, 0), ' uses', ', at most ' || total_most), coalesce(uses, 0)
  FROM (SELECT id AS coupon_id, code, uses, total_most FROM coupons) AS coupon
  FULL JOIN used USING (coupon_id)
 WHERE coalesce(n, 0) IS DISTINCT FROM uses OR n > total_most
"""
# A person is whoever shares an account, a phone or an e-mail. The limit may be lowered below what was
# used before: then nobody is above it until there is a use after that edit.
_CUSTOMERS = """
WITH person AS (
  SELECT coupon_id, who, count(*) AS n, max(used_at) AS last_at
    FROM coupon_uses
   CROSS JOIN LATERAL (VALUES ('customer ' || customer_id),
                              ('phone ' || encode(phone_index, 'hex')),
                              ('e-mail ' || encode(email_index, 'hex'))) AS each(who)
   WHERE given_back_at IS NULL AND who IS NOT NULL
   GROUP BY coupon_id, who
)
SELECT concat('coupon ', code, ' of ', left(who, 24)), concat('at most ', customer_most), n
  FROM person JOIN coupons ON coupons.id = coupon_id
 WHERE n > customer_most AND last_at >= updated_at
"""
_TAKEN = """
WITH share AS (
  SELECT order_id, key::int AS n, value::bigint AS minor
    FROM coupon_uses, jsonb_each_text(lines)
), line AS (
  SELECT order_id, sum(minor) AS minor, bool_or(minor < 0 OR minor > coalesce(discount_minor, -1))
           AS too_much
    FROM share LEFT JOIN (SELECT order_id, n, discount_minor FROM order_lines) AS line
         USING (order_id, n)
   GROUP BY order_id
)
SELECT 'order ' || coalesce(number, use.order_id::text),
       concat(use.off_minor, ' off by ', use.code, ' in the lines, within the discount of ',
         discount_minor),
       concat(coalesce(line.minor, 0), ' in the lines',
         CASE WHEN too_much THEN ', more than a line is reduced' END)
  FROM coupon_uses AS use
  LEFT JOIN orders ON orders.id = use.order_id
  LEFT JOIN line ON line.order_id = use.order_id
 WHERE coalesce(line.minor, 0) <> use.off_minor OR use.off_minor > coalesce(discount_minor, -1)
    OR too_much
"""
_NAMED = """
SELECT 'order ' || coalesce(number, use.order_id::text), coalesce(orders.coupon, 'no coupon'),
       coalesce(use.code, 'no use')
  FROM (SELECT * FROM orders WHERE coupon IS NOT NULL) AS orders
  FULL JOIN coupon_uses AS use ON use.order_id = orders.id
 WHERE orders.coupon IS DISTINCT FROM use.code OR orders.shop_id IS DISTINCT FROM use.shop_id
"""
_BACK = """
SELECT 'order ' || number,
       CASE WHEN cancelled THEN 'given back' ELSE 'held' END,
       CASE WHEN back THEN 'given back' ELSE 'held' END
  FROM (SELECT number, status = 'cancelled' AS cancelled, given_back_at IS NOT NULL AS back
          FROM coupon_uses JOIN orders ON orders.id = order_id) AS use
 WHERE cancelled <> back
"""

RULES = (
    Rule("coupons.counted", "a coupon counts its uses, within its limit", by_select(_COUNTED)),
    Rule("coupons.customers", "nobody uses a coupon more than they may", by_select(_CUSTOMERS)),
    Rule("coupons.taken", "a coupon's shares are part of the lines' discounts", by_select(_TAKEN)),
    Rule("coupons.named", "each order with a coupon has one use of it", by_select(_NAMED)),
    Rule("coupons.back", "a cancelled order gave its coupon back, no other did", by_select(_BACK)),
)
