"""What somebody looked at: noted when a product is opened, forgotten when they say so."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete

from commerce import clock
from commerce.db.session import Session
from commerce.recommendations.models import LookedAt

KEPT = 30  # products of each visitor
KEPT_FOR = timedelta(days=90)
# No truth is lost with it, so nobody waits for the disk. Who has two tabs must not wait either.
_NOTE = text("""
WITH hurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
gone AS (
  DELETE FROM looked_at l USING (
    SELECT product_id FROM looked_at
     WHERE shop_id = :shop AND who = :who AND product_id <> :product
     ORDER BY at DESC OFFSET :others FOR UPDATE SKIP LOCKED) old
   WHERE l.shop_id = :shop AND l.who = :who AND l.product_id = old.product_id)
INSERT INTO looked_at (shop_id, who, product_id, at)
SELECT :shop, :who, :product, :now FROM hurried
ON CONFLICT (shop_id, who, product_id) DO UPDATE SET at = excluded.at
""")


async def note_look(session: Session, who: str, product_id: UUID) -> None:
    """`who` opened it just now; of each the latest `KEPT` are kept."""
    values = {"shop": session.shop_id, "who": who, "product": product_id, "now": clock.now()}
    await session.run(_NOTE, values | {"others": KEPT - 1})


async def forget_looks(session: Session, who: str) -> None:
    """All that `who` looked at in this shop."""
    await session.exec(delete(LookedAt).where(col(LookedAt.who) == who))


async def forget_old_looks(session: Session) -> None:
    """Whatever nobody opened again for so long."""
    await session.exec(delete(LookedAt).where(col(LookedAt.at) < clock.now() - KEPT_FOR))
