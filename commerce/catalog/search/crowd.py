"""How popular the few thousand most popular products of a shop are, kept in this process for a
minute: where many products are found, the most popular of them are found among those few.
"""

import time
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from commerce.catalog.search.models import ShelfEntry
from commerce.db.session import Session

KEPT_SECONDS = 60
FEW = 5_000

_kept: dict[UUID, tuple[float, int | None]] = {}


async def popularity_of_few(session: Session) -> int | None:
    """At most `FEW` products are more popular than that; None in a shop that has no more.

    It may be a minute old: it says where to look first, never what there is.
    """
    read_at, popularity = _kept.get(session.shop_id, (0.0, None))
    if not read_at or time.monotonic() - read_at > KEPT_SECONDS:
        rows = await session.rows(
            select(col(ShelfEntry.popularity))
            .order_by(col(ShelfEntry.popularity).desc())
            .offset(FEW)
            .limit(1)
        )
        popularity = rows[0][0] if rows else None
        _kept[session.shop_id] = time.monotonic(), popularity
    return popularity


def forget_popularity() -> None:
    """Read it again."""
    _kept.clear()
