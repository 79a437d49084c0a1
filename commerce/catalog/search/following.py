"""Follows what changes without an edit: stock that ran out or came back, prices that begin or end.

Orders write stock by hundreds a statement; they must not wait for lists. So a job comes after them.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import TextClause, text

from commerce import clock
from commerce.catalog.search.indexing import BATCH, index_products
from commerce.db.marks import advance, reached
from commerce.db.session import Session, transaction_over_all_shops
from commerce.ids import first_id_of

MARK = "search.follow"
OVERLAP = timedelta(minutes=1)  # an order's ids are made some moments before it commits
FIRST_LOOK = timedelta(hours=1)
_TURNED = text("""
SELECT e.product_id
  FROM (SELECT DISTINCT v.product_id FROM stock_ledger l JOIN variants v ON v.id = l.variant_id
         WHERE l.id > :since) moved
  JOIN shelf_entries e ON e.product_id = moved.product_id
  JOIN LATERAL (
    SELECT array_agg(coalesce(k.available, 0) > 0 ORDER BY v.position, v.id) AS stocked
      FROM variants v LEFT JOIN stock k ON k.variant_id = v.id
     WHERE v.product_id = e.product_id AND v.active) now ON now.stocked IS DISTINCT FROM e.stocked
""")
_STALE = text(
    "SELECT product_id FROM shelf_entries WHERE stale_at <= :now ORDER BY stale_at LIMIT :most"
)


async def follow() -> int:
    """Write anew the rows that are behind; how many. Safe to run twice."""
    began = clock.now()
    async with transaction_over_all_shops() as session:
        since = await reached(session, MARK) or began - FIRST_LOOK
        turned = await _ids(session, _TURNED, since=first_id_of(since - OVERLAP))
        await index_products(session, turned)
        await advance(session, MARK, began)
    return len(turned) + await _freshen()


async def _freshen() -> int:
    """A batch a transaction: all of them are stale after an update of the shop itself."""
    written = 0
    while True:
        async with transaction_over_all_shops() as session:
            stale = await _ids(session, _STALE, now=clock.now(), most=BATCH)
            await index_products(session, stale)
        written += len(stale)
        if len(stale) < BATCH:
            return written


async def _ids(session: Session, statement: TextClause, **values: object) -> list[UUID]:
    return [row[0] for row in await session.run(statement, values)]
