"""What a customer has received: that alone is reviewed, and by nobody else."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from commerce.catalog.kinds import kinds_fulfilled_by
from commerce.catalog.kinds.kind import Fulfilment
from commerce.db.session import Session

# What goes by parcel is received when the parcel has arrived, everything else when it was served.
_RECEIVED = """
SELECT line.product_id, max(line.order_id::text)::uuid AS order_id
  FROM orders JOIN order_lines line ON line.order_id = orders.id
 WHERE orders.customer_id = :customer AND orders.shop_id = :shop AND line.fulfilled > 0
   AND (line.kind <> ALL(:by_parcel) OR EXISTS (
     SELECT FROM parcels WHERE parcels.order_id = orders.id AND parcels.delivered_at IS NOT NULL
        AND jsonb_exists(parcels.lines, line.n::text)))
"""
_ALL = text(f"{_RECEIVED} GROUP BY 1 ORDER BY 2 DESC LIMIT :most")
_ONE = text(f"{_RECEIVED} AND line.product_id = :product GROUP BY 1")


class Received(NamedTuple):
    """A product that a customer got, and the latest order of it."""

    product_id: UUID
    order_id: UUID


async def received(session: Session, customer_id: UUID, most: int) -> tuple[Received, ...]:
    """What they got, the latest first."""
    values = _values(session, customer_id) | {"most": most}
    return tuple(Received(*row) for row in await session.run(_ALL, values))


async def received_by(session: Session, customer_id: UUID, product_id: UUID) -> UUID | None:
    """The order by which they got that product, if they did."""
    values = _values(session, customer_id) | {"product": product_id}
    row = (await session.run(_ONE, values)).one_or_none()
    return Received(*row).order_id if row else None


def _values(session: Session, customer_id: UUID) -> dict[str, object]:
    by_parcel = sorted(kinds_fulfilled_by(Fulfilment.PARCEL))
    return {"customer": customer_id, "shop": session.shop_id, "by_parcel": by_parcel}
