"""Keeping what providers answered to new attempts, in batches: the attempt and the timeline's entry.

One statement locks the orders, then the attempts, each in the order of their ids, as everybody does
who needs both. An attempt that something else has settled meanwhile stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commerce import clock
from commerce.db.arrays import Texts, Uuids
from commerce.db.batches import GroupCommit
from commerce.db.direct import DirectConnection, Numbered
from commerce.db.halves import by_halves
from commerce.db.session import tell_soon
from commerce.errors import NotFound
from commerce.orders.timeline import order_topic, orders_topic
from commerce.payments.opening import Attempt

_STATEMENT = Numbered("""
WITH head AS MATERIALIZED (
  SELECT id, event_count FROM orders WHERE id = ANY(%(order)b::uuid[]) ORDER BY id FOR UPDATE
), attempt AS MATERIALIZED (
  SELECT payments.* FROM payments, (SELECT count(*) AS n FROM head) AS locked
   WHERE payments.id = ANY(%(payment)b::uuid[]) AND locked.n >= 0
   ORDER BY payments.id FOR UPDATE OF payments
), answer AS MATERIALIZED (
  SELECT answer.place, attempt.id, attempt.shop_id, attempt.order_id, attempt.provider, attempt.method,
      attempt.amount_minor, attempt.currency, attempt.state = 'starting' AS waits,
      head.event_count + row_number() OVER (PARTITION BY head.id ORDER BY answer.place) AS n,
      CASE attempt.state WHEN 'starting' THEN answer.state ELSE attempt.state END AS state,
      CASE attempt.state WHEN 'starting' THEN answer.ref ELSE attempt.provider_ref END AS ref,
      CASE attempt.state WHEN 'starting' THEN answer.pay_url ELSE attempt.pay_url END AS pay_url,
      CASE attempt.state WHEN 'starting' THEN answer.qr ELSE attempt.qr END AS qr,
      CASE attempt.state WHEN 'starting' THEN answer.cause ELSE attempt.cause END AS cause,
      CASE attempt.state WHEN 'starting' THEN answer.field ELSE attempt.field END AS field,
      CASE WHEN attempt.state <> 'starting' THEN attempt.settled_at
           WHEN answer.state NOT IN ('starting', 'pending') THEN %(now)b::timestamptz END
        AS settled_at
    FROM unnest(%(payment)b::uuid[], %(state)b::text[], %(ref)b::text[], %(pay_url)b::text[],
        %(qr)b::text[], %(cause)b::text[], %(field)b::text[]) WITH ORDINALITY
      AS answer(id, state, ref, pay_url, qr, cause, field, place)
    JOIN attempt ON attempt.id = answer.id JOIN head ON head.id = attempt.order_id
), kept AS (
  UPDATE payments SET state = answer.state, provider_ref = answer.ref, pay_url = answer.pay_url,
      qr = answer.qr, cause = answer.cause, field = answer.field, settled_at = answer.settled_at
    FROM answer WHERE payments.id = answer.id AND answer.waits
     AND payments.id = ANY(%(payment)b::uuid[])
), counted AS (
  UPDATE orders SET event_count = event_count + told.n, version = version + told.n
    FROM (SELECT order_id, count(*) AS n FROM answer GROUP BY order_id) AS told
   WHERE orders.id = told.order_id AND orders.id = ANY(%(order)b::uuid[])
), timeline AS (
  INSERT INTO order_events (shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at)
  SELECT shop_id, order_id, n,
      CASE state WHEN 'failed' THEN 'payment_failed' ELSE 'payment_started' END,
      'provider', NULL, provider, jsonb_strip_nulls(jsonb_build_object('payment', id, 'method', method,
        'minor', amount_minor, 'currency', currency, 'cause', nullif(cause, ''),
        'field', nullif(field, ''))), %(now)b
    FROM answer
)
SELECT place, state, ref, pay_url, qr, cause, field, settled_at FROM answer
""")
_KEPT = ("state", "provider_ref", "pay_url", "qr", "cause", "field", "settled_at")
_connection = DirectConnection("allhours answers")


@dataclass(frozen=True, slots=True)
class _Answered:
    """An attempt with its provider's answer, and when that came."""

    attempt: Attempt
    at: datetime


async def keep(attempt: Attempt) -> Attempt:
    """Keep the answer that stands in `attempt`; returns it as it stands after the commit.

    Raises NotFound, and Busy when the queue is full or the database away: the provider knows the
    attempt by its key, so all of it may be asked again.
    """
    return await keeping.submit(_Answered(attempt, clock.now()))


async def _commit(answers: Sequence[_Answered]) -> Sequence[Attempt | Exception]:
    return await by_halves("answers", _write, answers)


async def _write(answers: Sequence[_Answered]) -> list[Attempt | Exception]:
    attempts = [answer.attempt for answer in answers]
    async with _connection.transaction() as connection:
        rows = await _STATEMENT.run(connection, _values(attempts, max(a.at for a in answers)))
    stand = {place: values for place, *values in rows}
    tell_soon({topic for attempt in attempts for topic in _topics(attempt)})
    return [_as_it_stands(attempt, stand.get(n)) for n, attempt in enumerate(attempts, start=1)]


def _as_it_stands(attempt: Attempt, values: Sequence[Any] | None) -> Attempt | NotFound:
    if values is None:
        return NotFound("payment")
    for name, value in zip(_KEPT, values, strict=True):
        setattr(attempt, name, value)
    return attempt


def _topics(attempt: Attempt) -> tuple[str, str]:
    return order_topic(attempt.order_number), orders_topic(attempt.shop_id)


def _values(attempts: Sequence[Attempt], now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "order": Uuids([attempt.order_id for attempt in attempts]),
        "payment": Uuids([attempt.id for attempt in attempts]),
        "state": Texts([str(attempt.state) for attempt in attempts]),
        "ref": Texts([attempt.provider_ref for attempt in attempts]),
        "pay_url": Texts([attempt.pay_url for attempt in attempts]),
        "qr": Texts([attempt.qr for attempt in attempts]),
        "cause": Texts([attempt.cause for attempt in attempts]),
        "field": Texts([attempt.field for attempt in attempts]),
    }


async def drain() -> None:
    """Refuse what comes and answer what waits: before the process ends."""
    await keeping.drain()
    await _connection.close()


keeping = GroupCommit[_Answered, Attempt]("answers", _commit)
