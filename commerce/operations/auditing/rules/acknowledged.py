"""What callers were told stands in the books."""

from commerce.operations.auditing.rule import Rule, by_select

_LOST = """
SELECT told.number, 'an order', 'none'
  FROM audit_acknowledged AS told
  LEFT JOIN order_numbers AS kept ON kept.number = told.number
  LEFT JOIN orders ON orders.id = kept.order_id
 WHERE orders.id IS NULL
"""
_DOUBLED = """
SELECT 'key ' || key, 'one order', string_agg(DISTINCT number, ', ')
  FROM audit_acknowledged GROUP BY key HAVING count(DISTINCT number) > 1
"""
_OTHER_KEY = """
SELECT told.number, 'key ' || told.key, 'key ' || kept.key
  FROM audit_acknowledged AS told
  JOIN order_numbers ON order_numbers.number = told.number
  JOIN idempotency_keys AS kept ON kept.order_id = order_numbers.order_id
 WHERE kept.key <> told.key
"""
_OTHER_TERMS = """
SELECT told.number, concat(told.total, CASE WHEN told.paid THEN ' paid' END),
       concat(orders.total_minor, ' ', orders.payment_status)
  FROM audit_acknowledged AS told
  JOIN order_numbers ON order_numbers.number = told.number
  JOIN orders ON orders.id = order_numbers.order_id
 WHERE told.total <> orders.total_minor OR (told.paid AND orders.payment_status = 'unpaid')
"""

RULES = (
    Rule("acknowledged.kept", "every acknowledged order exists", by_select(_LOST), True),
    Rule("acknowledged.once", "a key was told one order", by_select(_DOUBLED), True),
    Rule("acknowledged.key", "an order has the key it was told for", by_select(_OTHER_KEY), True),
    Rule("acknowledged.terms", "total and payment are as told", by_select(_OTHER_TERMS), True),
)
