"""Unpaid orders give their stock back in time."""

from collections.abc import Iterator
from datetime import timedelta

from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule
from commerce.orders.paying import GRACE

# The job that ends holds comes every ten seconds; one whose worker died is rescued within 90.
ALLOWANCE = timedelta(minutes=2)

_OVER = """
SELECT 'order ' || number, 'held until ' || hold_expires_at,
       'still held ' || date_trunc('second', %(now)s - hold_expires_at) || ' later'
  FROM orders
 WHERE status = 'open' AND payment_status = 'unpaid' AND hold_expires_at < %(now)s - %(late)s
"""


def _over(books: Books) -> Iterator[Violation]:
    return books.violations(_OVER, {"late": GRACE + ALLOWANCE, "now": books.moment})


RULES = (Rule("holds.ended", "no unpaid order holds stock longer than it may", _over),)
