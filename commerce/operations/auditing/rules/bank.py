"""Transfers that counted stand once in a statement of the bank, with the same amount."""

from commerce.operations.auditing.rule import Rule, by_select

_LINES = """
WITH line AS (
  SELECT payment_id, shop_id, count(*) AS n, sum(amount_minor) AS minor FROM bank_lines
   WHERE payment_id IS NOT NULL GROUP BY payment_id, shop_id
), paid AS (
  SELECT id AS payment_id, shop_id, order_number, amount_minor AS minor FROM payments
   WHERE provider = 'bank' AND state = 'succeeded'
)
SELECT concat('payment ', payment_id, ' of order ', order_number),
       concat('one line of ', paid.minor), concat(coalesce(line.n, 0), ' of ', line.minor)
  FROM paid FULL JOIN line USING (payment_id, shop_id)
 WHERE line.n IS DISTINCT FROM 1 OR line.minor IS DISTINCT FROM paid.minor
"""

RULES = (Rule("bank.lines", "a transfer that counted stands in a statement", by_select(_LINES)),)
