"""The one statement that pays a batch of orders: those whose payment is as plain as most are.

Plain is an open, unpaid order and an attempt that has not succeeded before. It locks the orders in
the order of their ids, then the attempts; what others changed meanwhile it sees in the locked rows.
An event that is in the table already is not applied again. Who is not captured is left untouched.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from commerce.db.arrays import Jsons, Moments, Texts, Uuids
from commerce.db.direct import Connection, Numbered
from commerce.ids import new_id_bytes
from commerce.orders.reports import Attempt, Reported

_STATEMENT = Numbered("""
WITH head AS MATERIALIZED (
  SELECT id, event_count, status = 'open' AND payment_status = 'unpaid' AS waits
    FROM orders WHERE id = ANY(%(order)b::uuid[]) ORDER BY id FOR UPDATE
), attempt AS MATERIALIZED (
  SELECT payments.id, state <> 'succeeded' AS waits, provider_ref, method, amount_minor, currency
    FROM payments, (SELECT count(*) AS n FROM head) AS locked
   WHERE payments.id = ANY(%(payment)b::uuid[]) AND locked.n >= 0
   ORDER BY payments.id FOR UPDATE OF payments
), told AS MATERIALIZED (
  SELECT DISTINCT ON (order_id) told.*, head.event_count + 1 AS n, method, amount_minor, currency
    FROM unnest(%(id)b::uuid[], %(shop)b::uuid[], %(order)b::uuid[], %(payment)b::uuid[],
        %(provider)b::text[], %(event)b::text[], %(reference)b::text[], %(raw)b::jsonb[],
        %(at)b::timestamptz[]) WITH ORDINALITY
      AS told(id, shop_id, order_id, payment_id, provider, event, reference, raw, at, place)
    JOIN head ON head.id = told.order_id AND head.waits
    JOIN attempt ON attempt.id = told.payment_id AND attempt.waits
     AND coalesce(attempt.provider_ref, told.reference) = told.reference
   ORDER BY order_id, place
), events AS (
  INSERT INTO payment_events (shop_id, id, payment_id, provider, provider_event, kind, raw, outcome,
      received_at)
  SELECT shop_id, id, payment_id, provider, event, 'payment.succeeded', raw, 'paid', at FROM told
  ON CONFLICT ON CONSTRAINT payment_events_once DO NOTHING RETURNING payment_id
), captured AS MATERIALIZED (
  SELECT told.* FROM told JOIN events USING (payment_id)
), settled AS (
  UPDATE payments SET state = 'succeeded', settled_at = captured.at, cause = '', field = '',
      provider_ref = captured.reference
    FROM captured WHERE payments.id = captured.payment_id
     AND payments.id = ANY(%(payment)b::uuid[])
), paid AS (
  UPDATE orders SET paid_minor = paid_minor + captured.amount_minor, payment_status = 'paid',
      paid_at = captured.at, event_count = captured.n, version = version + 1
    FROM captured WHERE orders.id = captured.order_id AND orders.id = ANY(%(order)b::uuid[])
), timeline AS (
  INSERT INTO order_events (shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at)
  SELECT shop_id, order_id, n, 'paid', 'provider', NULL, provider,
      jsonb_build_object('payment', payment_id, 'method', method, 'minor', amount_minor,
        'currency', currency), at
    FROM captured
)
SELECT payment_id FROM captured
""")


async def capture(
    connection: Connection, pairs: Sequence[tuple[Reported, Attempt]]
) -> frozenset[UUID]:
    """Apply those of `pairs` that are plain, in the connection's transaction.

    Each is a success that its attempt was checked against, and no two are of one attempt. Returns
    the ids of the attempts that paid their orders. Raises psycopg's errors.
    """
    return frozenset([row[0] for row in await _STATEMENT.run(connection, _values(pairs))])


def _values(pairs: Sequence[tuple[Reported, Attempt]]) -> dict[str, Any]:
    return {
        "id": Uuids([new_id_bytes() for _ in pairs]),
        "shop": Uuids([attempt.shop_id for _, attempt in pairs]),
        "order": Uuids([attempt.order_id for _, attempt in pairs]),
        "payment": Uuids([attempt.id for _, attempt in pairs]),
        "provider": Texts([reported.provider for reported, _ in pairs]),
        "event": Texts([reported.event for reported, _ in pairs]),
        "reference": Texts([reported.report.provider_ref for reported, _ in pairs]),
        "raw": Jsons([json.dumps(reported.raw) for reported, _ in pairs]),
        "at": Moments([reported.received_at for reported, _ in pairs]),
    }
