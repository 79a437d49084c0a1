"""Timelines hold legal moves only, and end where their order is.

Orders go a few ways, and many go each: the database gathers the different ways, and each is played
through once.
"""

from collections.abc import Iterator

from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule, by_select
from commerce.orders.histories import can_end_as

# A payment that came too late and went back moved nothing: it has a name of its own here.
_WAYS = """
WITH way AS (
  SELECT order_id, array_agg(kind || CASE WHEN facts ? 'refunded' THEN ':refunded' ELSE '' END
           ORDER BY n) AS kinds
    FROM order_events GROUP BY order_id
)
SELECT kinds, total_minor = 0, status, payment_status, fulfilment_status, count(*), min(number)
  FROM orders JOIN way ON way.order_id = orders.id
 GROUP BY kinds, total_minor = 0, status, payment_status, fulfilment_status
"""
_SAME_WAY = """
WITH way AS (
  SELECT order_id, array_agg(kind || CASE WHEN facts ? 'refunded' THEN ':refunded' ELSE '' END
           ORDER BY n) AS kinds
    FROM order_events GROUP BY order_id
)
SELECT number FROM orders JOIN way ON way.order_id = orders.id
 WHERE kinds = %(kinds)s AND (total_minor = 0) = %(free)s AND status = %(status)s
   AND payment_status = %(payment)s AND fulfilment_status = %(fulfilment)s
"""
_NUMBERED = """
WITH way AS (
  SELECT order_id, count(*) AS n, min(n) AS first, max(n) AS last FROM order_events
   GROUP BY order_id
)
SELECT 'order ' || coalesce(number, order_id::text),
       CASE WHEN id IS NULL THEN 'an order' ELSE 'events 1 to ' || event_count END,
       concat(coalesce(n, 0), ' events, ', first, ' to ', last)
  FROM orders FULL JOIN way ON way.order_id = orders.id
 WHERE id IS NULL OR n IS NULL OR first <> 1 OR last <> n OR n <> event_count
"""


def _illegal(books: Books) -> Iterator[Violation]:
    for kinds, free, status, payment, fulfilment, many, number in books.rows(_WAYS):
        if can_end_as(kinds, (status, payment, fulfilment), free=free):
            continue
        same = {"kinds": kinds, "free": free, "status": status}
        same |= {"payment": payment, "fulfilment": fulfilment}
        numbers = [(number,)] if many == 1 else books.rows(_SAME_WAY, same)
        way = " ".join(kinds)
        for (one,) in numbers:
            yield Violation(
                f"order {one}", f"what comes of {way}", f"{status} {payment} {fulfilment}"
            )


RULES = (
    Rule("histories.numbered", "a timeline has no gaps and lacks no end", by_select(_NUMBERED)),
    Rule("histories.legal", "a timeline's moves are legal and lead to the order's state", _illegal),
)
