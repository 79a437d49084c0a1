"""Numbers of invoices: without a gap, as tax offices want them, so each is taken under a lock.

A gap would be an invoice that somebody hides: EU directive 2006/112/EC, article 226 (2) asks for a
sequential number that identifies the invoice.
"""

from sqlalchemy import text
from sqlmodel import col, func, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import MoveRefused
from commerce.orders.models import InvoiceNumber, Order
from commerce.orders.states import PaymentStatus
from commerce.shops.queries import ShopView

# A number that is given up again, because the transaction fails, is the next one's.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def number_invoice(session: Session, shop: ShopView, order: Order) -> InvoiceNumber:
    """The number of the order's invoice: the one that it has, or the next of the shop's year.

    The year is the shop's own at this moment. Call it last: others wait until the transaction ends.
    Raises MoveRefused while nothing was paid.
    """
    if order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.DUE):
        raise MoveRefused("invoice", order.payment_status, PaymentStatus.PAID)
    now = clock.now()
    year = now.astimezone(clock.zone(shop.time_zone)).year
    await session.run(_LOCK, {"what": f"invoice {shop.id} {year}"})
    standing = select(InvoiceNumber).where(col(InvoiceNumber.order_id) == order.id)
    known = (await session.exec(standing)).one_or_none()
    if known is not None:
        return known
    last = select(func.max(InvoiceNumber.n)).where(col(InvoiceNumber.year) == year)
    n = ((await session.exec(last)).one() or 0) + 1
    row = InvoiceNumber(year=year, n=n, order_id=order.id, issued_at=now)
    session.add(row)
    await session.flush()
    return row
