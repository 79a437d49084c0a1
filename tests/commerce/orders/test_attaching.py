"""Guest orders join an account by a verified contact alone."""

from dataclasses import replace

import pytest

from commerce.db.session import transaction
from commerce.orders.attaching import attach_guest_orders
from commerce.orders.queries import orders_of_customer
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from tests.builders import BuiltShop, a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("database")
PHONE = "+8613800138000"


async def a_customer(shop: BuiltShop, **facts: object) -> CustomerView:
    row = Customer()
    async with transaction(shop.id) as session:
        session.add(row)
    return replace(CustomerView.of(row), **facts)  # pyright: ignore[reportArgumentType]


async def numbers(shop: BuiltShop, customer: CustomerView) -> list[str]:
    async with transaction(shop.id) as session:
        await attach_guest_orders(session, customer)
        page = await orders_of_customer(session, customer.id, "en")
    return [order.number for order in page.orders]


async def test_a_verified_phone_brings_its_guest_orders_and_no_others() -> None:
    shop = await a_product(await a_shop())
    mine = await an_order(shop)
    contact = {"name": "Wang", "phone": "13900139000", "email": None}
    await an_order(shop, contact=contact)
    customer = await a_customer(shop, phone=PHONE, phone_verified=True)
    assert await numbers(shop, customer) == [mine.number]


async def test_an_unverified_contact_brings_nothing() -> None:
    shop = await a_product(await a_shop())
    await an_order(shop)
    customer = await a_customer(
        shop, phone=PHONE, phone_verified=False, email="li@example.com", email_verified=False
    )
    assert await numbers(shop, customer) == []


async def test_an_order_of_another_account_stays_there() -> None:
    shop = await a_product(await a_shop())
    owner = await a_customer(shop, phone=PHONE, phone_verified=True)
    await an_order(shop, customer_id=owner.id)
    other = await a_customer(shop, phone=PHONE, phone_verified=True)
    assert owner.id != other.id
    assert await numbers(shop, other) == []
