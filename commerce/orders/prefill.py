"""What a customer gave the last time, so that there is nothing left to fill in."""

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.orders.models import Order
from commerce.orders.views import address_of, contact_of
from commerce.people.contacts import Address
from commerce.people.models import CustomerAddress
from commerce.people.queries import CustomerView
from commerce.secrecy import unseal


async def usual_details(session: Session, customer: CustomerView) -> dict[str, str]:
    """Contact and address by field: the default address, else the last order's, else who it is."""
    last = await _last_order(session, customer)
    contact = contact_of(last).model_dump() if last else {}
    address = await _default_address(session, customer) or (address_of(last) if last else None)
    known = {"name": customer.name, "phone": customer.phone, "email": customer.email}
    details = known | {field: value for field, value in contact.items() if value}
    if address:
        details |= address.model_dump()
    if last and last.delivery_code:
        details["delivery_method"] = last.delivery_code
    return {field: value for field, value in details.items() if value}


async def _last_order(session: Session, customer: CustomerView) -> Order | None:
    found = await session.exec(
        select(Order)
        .where(Order.customer_id == customer.id)
        .order_by(col(Order.id).desc())
        .limit(1)
    )
    return found.one_or_none()


async def _default_address(session: Session, customer: CustomerView) -> Address | None:
    found = await session.exec(
        select(CustomerAddress)
        .where(CustomerAddress.customer_id == customer.id, col(CustomerAddress.is_default))
        .limit(1)
    )
    row = found.one_or_none()
    return Address.model_construct(**unseal(row.address_sealed)) if row else None
