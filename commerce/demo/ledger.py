"""The stock ledger of a demo shop's past: opened so that every order found what it took."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from commerce.db.session import Session
from commerce.ids import id_at
from commerce.people.actors import Actor
from commerce.stock.models import Stock, StockChange, StockReason


@dataclass
class StockBook:
    """Changes by orders, gathered first; levels and counts are reckoned from them."""

    changes: dict[UUID, list[StockChange]] = field(
        default_factory=lambda: defaultdict[UUID, list[StockChange]](list)
    )

    def note(
        self, at: datetime, variant_id: UUID, change: int, reason: StockReason, order_id: UUID
    ) -> None:
        """An order took (below 0) or gave back."""
        row = StockChange(
            id=id_at(at),
            variant_id=variant_id,
            change=change,
            reason=reason,
            order_id=order_id,
            at=at,
        )
        self.changes[variant_id].append(row)

    def close(
        self,
        session: Session,
        left: Mapping[UUID, int],
        *,
        opened: datetime,
        counted: datetime,
        clerk: Actor,
    ) -> None:
        """Write all of it, so that `left` is what remains of each variant.

        The first count covers the deepest dip; what is too much then goes at a stocktake.
        """
        for variant_id, available in left.items():
            rows = sorted(self.changes.get(variant_id, []), key=lambda row: row.at)
            running = list(accumulate(row.change for row in rows))
            net, deepest = (running[-1], min(0, *running)) if running else (0, 0)
            first = max(available - net, -deepest)
            surplus = first + net - available
            session.add(Stock(variant_id=variant_id, available=available))
            session.add_all(rows)
            if first:
                session.add(_count(variant_id, first, opened, clerk, "First delivery 首批入库"))
            if surplus:
                session.add(_count(variant_id, -surplus, counted, clerk, "Stocktake 盘点"))


def _count(variant_id: UUID, change: int, at: datetime, clerk: Actor, note: str) -> StockChange:
    return StockChange(
        id=id_at(at),
        variant_id=variant_id,
        change=change,
        reason=StockReason.COUNTED,
        staff_id=clerk.id,
        note=note,
        at=at,
    )
