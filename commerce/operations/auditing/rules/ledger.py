"""Captures less refunds are what the ledger says, order by order and account by account."""

from commerce.operations.auditing.rule import Rule, by_select

_CAPTURES = """
WITH paid AS (
  SELECT id AS source_id, order_number, shop_id, order_id, amount_minor, currency,
         'provider:' || provider AS debit, 'sales' AS credit
    FROM payments WHERE state = 'succeeded'
), entry AS (
  SELECT * FROM ledger_entries WHERE kind = 'captured'
)
SELECT concat('payment ', source_id, ' of order ', coalesce(order_number, entry.order_id::text)),
       CASE WHEN paid.debit IS NULL THEN 'no entry' ELSE concat(paid.amount_minor, ' ',
         paid.currency, ' from ', paid.credit, ' to ', paid.debit) END,
       CASE WHEN entry.debit IS NULL THEN 'no entry' ELSE concat(entry.amount_minor, ' ',
         entry.currency, ' from ', entry.credit, ' to ', entry.debit) END
  FROM paid FULL JOIN entry USING (source_id)
 WHERE (paid.shop_id, paid.order_id, paid.amount_minor, paid.currency, paid.debit, paid.credit)
    IS DISTINCT FROM (entry.shop_id, entry.order_id, entry.amount_minor, entry.currency,
                      entry.debit, entry.credit)
"""
_REFUNDS = """
WITH owed AS (
  SELECT refunds.id AS source_id, unnested.kind, refunds.shop_id, refunds.order_id,
         refunds.amount_minor, refunds.currency, unnested.debit, unnested.credit
    FROM refunds JOIN payments ON payments.id = refunds.payment_id,
         LATERAL (VALUES ('refund_due', 'refunds', 'refunds_due'),
                         ('refunded', 'refunds_due', 'provider:' || provider))
           AS unnested(kind, debit, credit)
   WHERE unnested.kind = 'refund_due' OR refunds.state = 'succeeded'
), entry AS (
  SELECT * FROM ledger_entries WHERE kind <> 'captured'
)
SELECT concat('refund ', source_id, ' ', kind),
       CASE WHEN owed.debit IS NULL THEN 'no entry' ELSE concat(owed.amount_minor, ' ',
         owed.currency, ' from ', owed.credit, ' to ', owed.debit) END,
       CASE WHEN entry.debit IS NULL THEN 'no entry' ELSE concat(entry.amount_minor, ' ',
         entry.currency, ' from ', entry.credit, ' to ', entry.debit) END
  FROM owed FULL JOIN entry USING (source_id, kind)
 WHERE (owed.shop_id, owed.order_id, owed.amount_minor, owed.currency, owed.debit, owed.credit)
    IS DISTINCT FROM (entry.shop_id, entry.order_id, entry.amount_minor, entry.currency,
                      entry.debit, entry.credit)
"""
_ORDERS = """
WITH kept AS (
  SELECT order_id, currency,
         sum(CASE kind WHEN 'captured' THEN amount_minor WHEN 'refund_due' THEN -amount_minor END)
           AS minor
    FROM ledger_entries GROUP BY order_id, currency
), head AS (
  SELECT id AS order_id, number, currency, paid_minor - refunded_minor AS minor
    FROM orders WHERE paid_minor <> 0
)
SELECT 'order ' || coalesce(head.number, order_id::text),
       concat(coalesce(head.minor, 0), ' ', currency, ' kept'),
       concat(coalesce(kept.minor, 0), ' ', currency, ' in the ledger')
  FROM head FULL JOIN kept USING (order_id, currency)
 WHERE coalesce(head.minor, 0) <> coalesce(kept.minor, 0)
"""
# An entry moves what it moves from one side to the other. Sums of all accounts are nothing, unless
# the guards of the table were taken away and an entry lost a side.
_SIDES = """
SELECT concat(kind, ' ', source_id), 'more than 0 between two accounts',
       concat(amount_minor, ' ', currency, ' from ', credit, ' to ', debit)
  FROM ledger_entries
 WHERE amount_minor <= 0 OR debit = credit OR debit = '' OR credit = '' OR currency = ''
"""
_GUARDS = """
SELECT name, 'on', 'off'
  FROM unnest(ARRAY['ledger_is_kept', 'ledger_of_payments_insert', 'ledger_of_payments_update',
    'ledger_of_refunds_insert', 'ledger_of_refunds_update']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled = 'O'
   AND tgrelid IN ('ledger_entries'::regclass, 'payments'::regclass, 'refunds'::regclass))
"""

RULES = (
    Rule("ledger.captures", "each payment that succeeded has its entry", by_select(_CAPTURES)),
    Rule("ledger.refunds", "so has each refund, and each that was paid out", by_select(_REFUNDS)),
    Rule("ledger.orders", "captures less refunds are what orders keep", by_select(_ORDERS)),
    Rule("ledger.sides", "each entry is in balance", by_select(_SIDES)),
    Rule("ledger.guards", "the database itself keeps the ledger", by_select(_GUARDS)),
)
