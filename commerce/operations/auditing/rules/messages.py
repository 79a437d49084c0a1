"""Who is to be told of an event is told once."""

from collections.abc import Iterator

from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule, by_select
from commerce.orders.notices import TEXTS, notify
from commerce.orders.queueing import SERVE

_TWICE = """
SELECT concat(channel, ' about ', about), 'one message', count(*)
  FROM messages GROUP BY shop_id, about, channel HAVING count(*) > 1
"""
_OF_EVENTS = """
SELECT 'message ' || message.id, 'an event of an order', message.about
  FROM messages AS message
  LEFT JOIN order_events AS event ON message.about = concat('order:', event.order_id, ':', event.n)
 WHERE message.about LIKE 'order:%%' AND event.order_id IS NULL
"""
# What is being told just now: a job of the shop waits, and who is served at payment is thanked by
# the same job. Before a week ago messages may be purged.
_UNTOLD = """
WITH busy AS (
  SELECT DISTINCT args->>'shop' AS shop FROM procrastinate_jobs
   WHERE task_name = ANY(%(tellers)s) AND status IN ('todo', 'doing')
), due AS (
  SELECT orders.number, event.order_id, event.n, event.kind,
         (phone_index IS NOT NULL)::int + (email_index IS NOT NULL)::int AS wanted
    FROM order_events AS event JOIN orders ON orders.id = event.order_id
   WHERE event.kind = ANY(%(kinds)s) AND event.at > %(now)s - interval '7 days'
     AND NOT event.facts ? 'refunded'
     AND NOT EXISTS (SELECT FROM busy WHERE busy.shop = event.shop_id::text)
), told AS (
  SELECT about, count(*) AS n FROM messages
   WHERE order_id IS NOT NULL AND created_at > %(now)s - interval '8 days' GROUP BY about
)
SELECT concat('order ', number, ' ', kind), concat(wanted, ' messages'), coalesce(told.n, 0)
  FROM due LEFT JOIN told ON told.about = concat('order:', due.order_id, ':', due.n)
 WHERE coalesce(told.n, 0) < wanted
"""


def _untold(books: Books) -> Iterator[Violation]:
    return books.violations(
        _UNTOLD, {"kinds": list(TEXTS), "tellers": [notify.name, SERVE], "now": books.moment}
    )


RULES = (
    Rule("messages.once", "one message an event and channel", by_select(_TWICE)),
    Rule("messages.of_events", "a message tells what happened", by_select(_OF_EVENTS)),
    Rule("messages.told", "what is to be told was told", _untold),
)
