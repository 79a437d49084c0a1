"""What wishes leave behind is forgotten after a while."""

from datetime import datetime, timedelta

from sqlmodel import col, delete

from commerce.db.session import Session
from commerce.wishes.models import StockWait, Wish

GUEST_LIST = timedelta(days=365)  # as long as the cookie that leads to it
WAITED = timedelta(days=180)
TOLD = timedelta(days=7)


async def forget_old_wishes(session: Session, now: datetime) -> None:
    """Guests' old lists, waits that nothing came of, and those who were told."""
    guests = col(Wish.token_hash).is_not(None) & (col(Wish.added_at) < now - GUEST_LIST)
    await session.exec(delete(Wish).where(guests))
    await session.exec(delete(StockWait).where(col(StockWait.asked_at) < now - WAITED))
    await session.exec(delete(StockWait).where(col(StockWait.told_at) < now - TOLD))
