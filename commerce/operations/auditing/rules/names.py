"""Numbers, keys, lines and events lead to their order, and the order to them."""

from commerce.operations.auditing.rule import Rule, by_select

_NUMBERS = """
SELECT 'order ' || coalesce(orders.number, kept.number), coalesce(orders.number, 'an order'),
       CASE WHEN orders.id IS NULL THEN 'none' ELSE kept.number END
  FROM orders FULL JOIN order_numbers AS kept ON kept.order_id = orders.id
 WHERE (orders.number, orders.shop_id) IS DISTINCT FROM (kept.number, kept.shop_id)
"""
_KEYS = """
SELECT concat('key ', caller, ' ', key), 'an order of the shop',
       coalesce('order of another shop: ' || orders.number, 'none')
  FROM idempotency_keys AS kept LEFT JOIN orders ON orders.id = kept.order_id
 WHERE orders.id IS NULL OR orders.shop_id <> kept.shop_id
"""
_KEY_ONCE = """
SELECT 'order ' || coalesce(min(orders.number), order_id::text), 'one key', count(*)
  FROM idempotency_keys LEFT JOIN orders ON orders.id = order_id
 GROUP BY order_id HAVING count(*) > 1
"""
_LINES = """
WITH line AS (
  SELECT order_id, count(*) AS n, min(n) AS first, max(n) AS last,
         min(shop_id::text) AS shop, max(shop_id::text) AS other
    FROM order_lines GROUP BY order_id
)
SELECT 'order ' || coalesce(number, order_id::text),
       CASE WHEN id IS NULL THEN 'an order' ELSE 'lines 1 to n of its shop' END,
       concat(coalesce(n, 0), ' lines, ', first, ' to ', last)
  FROM orders FULL JOIN line ON line.order_id = orders.id
 WHERE id IS NULL OR n IS NULL OR first <> 1 OR last <> n
    OR shop <> shop_id::text OR other <> shop_id::text
"""

RULES = (
    Rule("orders.numbers", "each order has its number, each number its order", by_select(_NUMBERS)),
    Rule("orders.keys", "each key leads to an order", by_select(_KEYS)),
    Rule("orders.key_once", "an order was made under one key", by_select(_KEY_ONCE)),
    Rule("orders.lines", "an order has lines, a line its order", by_select(_LINES)),
)
