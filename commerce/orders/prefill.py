"""What a customer gave the last time, so that there is nothing left to fill in."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.orders.commands import PlaceOrder
from commerce.orders.models import Order
from commerce.orders.views import address_of, contact_of
from commerce.payments.models import Payment
from commerce.people.addresses import AddressView, BookedAddress, add_address, addresses_of
from commerce.people.queries import CustomerView


async def usual_details(
    session: Session, customer: CustomerView, book: Sequence[AddressView]
) -> dict[str, str]:
    """Contact, address, delivery and way to pay by field. `book`: all of the customer's.

    The book's default address; where there is none the last order's; else who the customer is.
    """
    last = await _last_order(session, customer)
    details = {"name": customer.name, "phone": customer.phone, "email": customer.email}
    for known in (_booked(book), _ordered(last)):
        if known:
            details |= known
            break
    if last:
        details |= {"delivery_method": last.delivery_code, "method": await _paid_by(session, last)}
    return {field: value for field, value in details.items() if value}


async def remember_address(session: Session, customer_id: UUID, ordered: PlaceOrder) -> None:
    """Begin a customer's address book with the address of their first order."""
    if ordered.address is None or await addresses_of(session, customer_id):
        return
    await add_address(session, customer_id, BookedAddress(ordered.contact, ordered.address))


def _booked(book: Sequence[AddressView]) -> dict[str, str | None]:
    if not book or not book[0].is_default:
        return {}
    return book[0].recipient.model_dump() | book[0].address.model_dump()


def _ordered(last: Order | None) -> dict[str, str | None]:
    if last is None:
        return {}
    address = address_of(last)
    return contact_of(last).model_dump() | (address.model_dump() if address else {})


async def _paid_by(session: Session, order: Order) -> str | None:
    found = await session.exec(
        select(Payment.method)
        .where(Payment.order_id == order.id)
        .order_by(col(Payment.id).desc())
        .limit(1)
    )
    return found.one_or_none()


async def _last_order(session: Session, customer: CustomerView) -> Order | None:
    found = await session.exec(
        select(Order)
        .where(Order.customer_id == customer.id)
        .order_by(col(Order.id).desc())
        .limit(1)
    )
    return found.one_or_none()
