"""Orders that somebody placed as a guest join their account, once the contact is proven theirs."""

from sqlmodel import col, update

from commerce.db.session import Session
from commerce.orders.models import Order
from commerce.people.contacts import email_index, phone_index
from commerce.people.queries import CustomerView


async def attach_guest_orders(session: Session, customer: CustomerView) -> int:
    """Give the customer the orders without an account that carry a verified phone or e-mail.

    An unverified contact attaches nothing: anybody may type anybody's. Returns how many joined.
    """
    joined = 0
    if customer.phone and customer.phone_verified:
        joined += await _attach(session, customer, Order.phone_index, phone_index(customer.phone))
    if customer.email and customer.email_verified:
        joined += await _attach(session, customer, Order.email_index, email_index(customer.email))
    return joined


async def _attach(
    session: Session, customer: CustomerView, column: bytes | None, index: bytes
) -> int:
    done = await session.exec(
        update(Order)
        .where(
            col(column) == index,
            col(Order.customer_id).is_(None),
            col(Order.shop_id) == session.shop_id,
        )
        .values(customer_id=customer.id)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
