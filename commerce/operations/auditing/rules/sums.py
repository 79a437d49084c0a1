"""What lines and orders cost adds up, to the last minor unit."""

from commerce.operations.auditing.rule import Rule, by_select

_LINES = """
SELECT concat('order ', number, ' line ', n),
       concat(cost, CASE WHEN included THEN ' with ' ELSE ' and ' END, tax, ' tax'),
       concat(total_minor, ', ', tax_minor, ' tax')
  FROM (
    SELECT number, n, total_minor, tax_minor, prices_include_tax AS included, cost,
           round(cost::numeric * tax_ppm
             / CASE WHEN prices_include_tax THEN 1000000 + tax_ppm ELSE 1000000 END) AS tax
      FROM (SELECT orders.number, prices_include_tax, line.*,
                   unit_minor * quantity - line.discount_minor AS cost
              FROM order_lines AS line JOIN orders ON orders.id = line.order_id) AS line
  ) AS line
 WHERE tax_minor <> tax OR total_minor <> cost + CASE WHEN included THEN 0 ELSE tax END
    OR cost < 0
"""
_ORDERS = """
WITH line AS (
  SELECT order_id, sum(unit_minor * quantity) AS items, sum(discount_minor) AS discount,
         sum(tax_minor) AS tax
    FROM order_lines GROUP BY order_id
), sums AS (
  SELECT orders.*, coalesce(items, 0) AS items, coalesce(discount, 0) AS discount,
         coalesce(tax, 0) + delivery_tax_minor AS tax,
         coalesce(items, 0) - coalesce(discount, 0) + delivery_minor
           + CASE WHEN prices_include_tax THEN 0 ELSE coalesce(tax, 0) + delivery_tax_minor END
           AS total
    FROM orders LEFT JOIN line ON line.order_id = orders.id
)
SELECT 'order ' || number,
       concat(items, ' - ', discount, ' discount + ', delivery_minor, ' delivery, ', tax,
         ' tax = ', total),
       concat(items_minor, ' - ', discount_minor, ' discount + ', delivery_minor, ' delivery, ',
         tax_minor, ' tax = ', total_minor)
  FROM sums
 WHERE (items, discount, tax, total)
    IS DISTINCT FROM (items_minor, discount_minor, tax_minor, total_minor)
"""

RULES = (
    Rule("sums.lines", "a line is its price less its discount, with its tax", by_select(_LINES)),
    Rule("sums.orders", "an order is its lines and its delivery", by_select(_ORDERS)),
)
