"""What people type finds what they mean."""

import pytest

from commerce.catalog.queries import Shelf, product_cards
from commerce.catalog.search.vocabulary import forget_vocabularies
from commerce.db.session import transaction
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")

GOODS = {
    "GT-01": {"en": "Green tea", "zh": "龙井绿茶"},
    "UM-02": {"en": "Walking umbrella", "zh": "长柄雨伞"},
    "CK-03": {"en": "Oat cookies", "zh": "燕麦饼干"},
}


@pytest.fixture
async def shop() -> BuiltShop:
    """A shop with a tea, an umbrella and cookies."""
    shop = await a_shop()
    for sku, name in GOODS.items():
        shop = await a_product(shop, sku, name=name, slug=sku.lower())
    forget_vocabularies()
    return shop


async def found(shop: BuiltShop, query: str) -> tuple[list[str], str]:
    async with transaction(shop.id) as session:
        page = await product_cards(session, shop.view, "en", Shelf(query=query), sort="relevance")
    return [card.slug for card in page.items], page.meant


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("绿茶", "gt-01"),
        ("龙井", "gt-01"),
        ("lvcha", "gt-01"),
        ("lucha", "gt-01"),
        ("lc", "gt-01"),
        ("cookie", "ck-03"),
        ("COOKIES", "ck-03"),
        ("walking umbrellas", "um-02"),
        ("umbr", "um-02"),
        ("ck-03", "ck-03"),
        ("CK03", "ck-03"),
    ],
)
async def test_words_pinyin_initials_stems_and_skus_find_it(shop, query, slug):
    assert await found(shop, query) == ([slug], "")


async def test_a_typo_finds_what_was_meant_and_says_so(shop):
    assert await found(shop, "umbrela walkign") == (["um-02"], "umbrella walking")


async def test_nothing_is_found_for_what_no_product_has_nor_in_another_shop(shop):
    assert await found(shop, "qqqqzzzz") == ([], "")
    assert await found(await a_shop(), "绿茶") == ([], "")
