"""The shop window: what is popular, what is new, and what is promised."""

import pytest

from storefront.help.state import HelpState
from storefront.home.state import HomeState
from tests.storefront.browsed import a_browsed_shop
from tests.storefront.visitor import a_guest, call

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_the_window_shows_shelves_with_goods_and_every_product_once() -> None:
    guest = a_guest(await a_browsed_shop())
    state = guest.at(HomeState, "/zh/")
    await call(state, "load")
    assert state.ready
    assert [(shelf.slug, shelf.name, shelf.count) for shelf in state.shelves] == [
        ("clothes", "衣物", "2 件商品")
    ]
    assert {tile.slug for tile in state.popular} == {"cotton-tee", "green-tea", "harbour-cap"}
    assert state.newest == []
    assert [(way.name, way.price) for way in state.ways] == [("邮寄", "¥8.00")]


async def test_help_tells_the_shops_own_delivery_and_how_long_an_order_waits() -> None:
    shop = await a_browsed_shop()
    state = a_guest(shop).at(HelpState, "/help/")
    await call(state, "load")
    assert [way.name for way in state.ways] == ["Post"]
    assert state.hold_minutes == shop.view.hold_minutes
