"""Who was told that a variant is back was written to, once; who waits was not."""

from commerce.operations.auditing.rule import Rule, by_select

_TOLD = """
SELECT 'wait ' || stock_waits.id, 'one message once told, none before', count(messages.id)
  FROM stock_waits
  LEFT JOIN messages ON messages.about = concat('back:', stock_waits.id)
   AND messages.shop_id = stock_waits.shop_id
 GROUP BY stock_waits.id HAVING count(messages.id) <> (stock_waits.told_at IS NOT NULL)::int
"""

RULES = (Rule("waits.told_once", "who waits is told once", by_select(_TOLD)),)
