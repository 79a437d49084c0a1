"""Many buyers, few uses of a coupon: its limits hold; the control shows what its lock prevents."""

from collections import Counter

import pytest

from commerce.carts.quoting import quote_known
from commerce.errors import CouponRefused
from commerce.orders import couponing
from commerce.orders.commands import PlaceOrder
from commerce.orders.views import PlacedOrder
from tests.builders import a_coupon, a_product, a_shop, an_order_body, uses_of
from tests.own_database import own_database
from tests.races.rush import Buyers, all_at_once, drop, orders_in, several_writers

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
ROUNDS, BUYERS, USES = 5, 120, 7


async def rush(**limits):
    """A shop after all buyers at once with one coupon, and how many got which answer."""
    shop = await a_product(await a_shop(), stock=5_000)
    await a_coupon(shop, **limits)
    command = PlaceOrder.parse(an_order_body(coupon="SAVE"), "CN")
    buyers = Buyers(shop, command, await quote_known(shop.view, command))
    async with several_writers() as writers:
        answers = await all_at_once(writers, [buyers.order() for _ in range(BUYERS)])
    return shop, Counter(type(answer) for answer in answers)


@pytest.mark.parametrize("limit", ["total_most", "customer_most"])
async def test_a_coupon_is_used_exactly_as_often_as_it_may_be(limit):
    for _ in range(ROUNDS):
        shop, answers = await rush(**{limit: USES})
        assert answers == {PlacedOrder: USES, CouponRefused: BUYERS - USES}
        assert await orders_in(shop) == await uses_of(shop) == USES


async def test_control_without_its_lock_a_coupon_is_used_more_often(
    shop_database, tmp_path, monkeypatch
):
    async with own_database(shop_database, "coupons", str(tmp_path)):
        await drop("coupons", "coupons_uses")
        unlocked = couponing._COUPONS.replace(" FOR UPDATE", "")
        assert unlocked != couponing._COUPONS
        monkeypatch.setattr(couponing, "_COUPONS", unlocked)
        # Each writer takes its own tea, so that no level holds the others up.
        shops = await rush_of_teas()
        assert await uses_of(shops) > USES


async def rush_of_teas():
    shop = await a_shop()
    skus = [f"TEA-{n}" for n in range(4)]
    for sku in skus:
        shop = await a_product(shop, sku, stock=5_000)
    await a_coupon(shop, total_most=USES)
    commands = [PlaceOrder.parse(an_order_body(sku, coupon="SAVE"), "CN") for sku in skus]
    buyers = [Buyers(shop, one, await quote_known(shop.view, one)) for one in commands]
    async with several_writers() as writers:
        await all_at_once(writers, [buyers[i % 4].order() for i in range(BUYERS)])
    return shop
