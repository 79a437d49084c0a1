"""Very many made-up goods: written whole, found at once, taken up again where it stopped."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from commerce.catalog.models import Category, Variant
from commerce.catalog.queries import Shelf, product_cards
from commerce.db.session import transaction
from commerce.demo.plenty import fill
from commerce.shops.models import Shop
from tests.builders import BuiltShop, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_shop_with_shelves() -> tuple[BuiltShop, Shop]:
    built = await a_shop()
    async with transaction(built.id) as session:
        session.add(Category(slug="tea", name={"en": "Tea", "zh": "茶"}))
        shop = await session.get(Shop, built.id)
        assert shop is not None
        shop.created_at -= timedelta(days=2)  # its goods were listed one a second since
    return built, shop


async def test_made_up_goods_are_found_at_once_and_made_once() -> None:
    built, shop = await a_shop_with_shelves()
    told: list[tuple[int, int]] = []
    assert await fill(shop, 30, lambda done, of: told.append((done, of))) == 30
    assert told == [(0, 30), (30, 30)]
    async with transaction(built.id) as session:
        found = await product_cards(session, built.view, "en", Shelf(query="PL-000007"))
        units = await session.rows(select(func.count()).where(col(Variant.units) == 1))
    assert [card.slug for card in found.items] == ["plenty-7"]
    assert units[0][0] >= 30
    assert await fill(shop, 30, lambda *_: None) == 0
    assert await fill(shop, 40, lambda *_: None) == 10
