"""Customers with accounts."""

from uuid import UUID

from commerce import clock
from commerce.db.session import transaction
from commerce.people.finding import set_email, set_name, set_phone
from commerce.people.models import Customer
from tests.builders import BuiltShop


async def a_customer(
    shop: BuiltShop, name: str = "Han Mei", phone: str = "", email: str = "han@example.com"
) -> UUID:
    row = Customer(locale="zh")
    set_name(row, name)
    set_email(row, email or None)
    if phone:
        set_phone(row, phone, clock.now())
    async with transaction(shop.id) as session:
        session.add(row)
        await session.flush()
    return row.id
