"""What the customer's page shows of an attempt whose provider has no page, only a code."""

import pytest

from commerce.db.session import transaction
from commerce.orders.access import order_by_number
from commerce.orders.queries import order_view
from commerce.payments.models import AttemptState
from storefront.orders.view import shown_order
from tests.builders import a_payment, a_product, a_shop, an_order
from ui.texts import speaking

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.mark.parametrize("page", ["", "https://pay.example/1"])
async def test_the_code_is_shown_with_or_without_a_page(page: str):
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        payment = a_payment(order, AttemptState.PENDING)
        payment.method, payment.pay_url, payment.qr = "wechat", page, "weixin://wxpay/1"
        session.add(payment)
        await session.flush()
        with speaking("en"):
            shown = shown_order(await order_view(session, order, "en"), shop.view, own=True)
    assert (shown.title, shown.till_url) == ("Waiting for the payment", page)
    assert shown.qr.startswith("data:image/")
