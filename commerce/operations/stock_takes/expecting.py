"""What must lie on a shelf: what is free, and what orders hold or wait for to be sent."""

from uuid import UUID

from sqlalchemy import text

from commerce.db.session import Session

# One statement is one moment: an order takes from the one and adds to the other at once. The two
# kinds of orders are those that have indexes of their own, however many orders there are.
_EXPECTED = text("""
WITH waiting AS (
  SELECT id FROM orders WHERE shop_id = :shop AND status = 'open' AND payment_status = 'unpaid'
  UNION ALL
  SELECT id FROM orders WHERE shop_id = :shop AND status = 'open'
     AND payment_status IN ('paid', 'part_refunded', 'due')
     AND fulfilment_status IN ('unfulfilled', 'partial')
)
SELECT coalesce((SELECT available FROM stock WHERE variant_id = :variant), 0)
     + coalesce((SELECT sum(greatest(0, l.quantity - l.fulfilled - l.refunded))
                   FROM waiting JOIN order_lines l ON l.order_id = waiting.id
                  WHERE l.variant_id = :variant), 0)
""")


async def on_the_shelf(session: Session, variant_id: UUID) -> int:
    """How many pieces of a variant must be there at this moment."""
    values = {"shop": session.shop_id, "variant": variant_id}
    return int((await session.run(_EXPECTED, values)).scalar_one())
