"""The order to pay is read for who shows its token, and for nobody else; many are read at once."""

import asyncio

import pytest

from commerce.ids import new_id
from commerce.money import Money
from commerce.orders.payable import payable_by_token
from tests.builders import a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_each_of_many_gets_its_own_order():
    shop = await a_product(await a_shop())
    orders = [await an_order(shop) for _ in range(5)]
    found = await asyncio.gather(
        *(payable_by_token(shop.id, order.number, order.access_token) for order in orders)
    )
    assert [one.number for one in found if one] == [order.number for order in orders]
    assert {one.status for one in found if one} == {"open"}
    assert [Money(one.total_minor, one.currency) for one in found if one] == [
        order.total for order in orders
    ]


async def test_another_orders_token_opens_nothing():
    shop = await a_product(await a_shop())
    mine, yours = await an_order(shop), await an_order(shop)
    assert await payable_by_token(shop.id, mine.number, yours.access_token) is None
    assert await payable_by_token(shop.id, mine.number, "") is None


async def test_an_order_of_another_shop_is_not_there():
    shop, other = await a_product(await a_shop()), await a_shop()
    order = await an_order(shop)
    assert await payable_by_token(other.id, order.number, order.access_token) is None
    assert await payable_by_token(new_id(), order.number, order.access_token) is None
    assert await payable_by_token(shop.id, "1" + order.number, order.access_token) is None
