"""What the customer's page says while a bank transfer is waited for."""

import pytest

from commerce.db.session import transaction
from commerce.orders.access import order_by_number
from commerce.orders.paying import start_payment
from commerce.orders.queries import order_view
from commerce.payments.bank import BankAccount
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import shop_by_id
from storefront.orders.view import shown_order
from tests.builders import a_product, a_shop, an_order
from ui.texts import speaking

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_the_page_says_where_to_what_and_until_when_and_offers_no_second_transfer():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        way = PaymentMethod(code="bank", enabled=True, position=90, days=3)
        way.details_sealed = BankAccount(holder="A", bank="B", number="C 1").sealed()
        session.add(way)
        await session.flush()
        view = await shop_by_id(session, shop.id)
        order = await order_by_number(session, placed.number)
        with speaking("en"):
            before = shown_order(await order_view(session, order, "en"), view, own=True)
    await start_payment(view, order, "bank", "en")
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        with speaking("en"):
            page = shown_order(await order_view(session, order, "en"), view, own=True)
    assert [method.value for method in before.methods] == ["bank"]
    assert (before.kept_until, before.transfer) == ("", [])
    assert page.methods == []
    assert page.kept_until
    assert [row.value for row in page.transfer] == ["A", "B", "C 1", "CN¥18.00", placed.number]
