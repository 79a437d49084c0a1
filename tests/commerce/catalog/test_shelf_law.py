"""Whatever is asked of a list, it says what a slow and simple reading of all goods says."""

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from commerce.catalog.queries import product_cards
from commerce.catalog.search import candidates, crowd
from commerce.catalog.views import CardPage, Facets, Shelf
from commerce.db.session import transaction
from tests.builders import BuiltShop, a_shop
from tests.commerce.catalog.a_catalog import (
    CATEGORIES,
    OPTIONS,
    WORDS,
    Good,
    Reference,
    english,
    goods_by_chance,
    stocked_with,
)

AMOUNTS = st.one_of(st.none(), st.sampled_from([100, 200, 300, 400]))
CHOSEN = {
    "Size": st.tuples(
        st.sampled_from(["Size", "尺寸"]),
        st.lists(st.sampled_from(["S", "M", "L", "XL"]), min_size=1, max_size=2, unique=True),
    ),
    "Colour": st.tuples(st.just("Colour"), st.sampled_from([["Ink"], ["Oat"], ["Ink", "Oat"]])),
}
SHELVES = st.builds(
    Shelf,
    category=st.sampled_from([None, None, *CATEGORIES, "nowhere"]),
    query=st.lists(st.sampled_from(WORDS), max_size=2, unique=True).map(" ".join),
    price_min=AMOUNTS,
    price_max=AMOUNTS,
    in_stock=st.booleans(),
    options=st.tuples(*(st.one_of(st.none(), one) for one in CHOSEN.values())).map(
        lambda both: tuple((one[0], tuple(one[1])) for one in both if one)
    ),
)
SORTS = st.sampled_from(["relevance", "popular", "newest", "price_up", "price_down"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stocked(shop_database) -> tuple[BuiltShop, list[Good]]:
    shop, goods = await a_shop(), goods_by_chance(1)
    await stocked_with(shop, goods)
    await stocked_with(await a_shop(), goods_by_chance(2))  # which must never be seen
    return shop, goods


async def pages(shop: BuiltShop, shelf: Shelf, sort, limit: int) -> tuple[Facets, list[CardPage]]:
    found: list[CardPage] = []
    while not found or found[-1].next_cursor:
        cursor = found[-1].next_cursor if found else None
        async with transaction(shop.id) as session:
            page = await product_cards(
                session, shop.view, "en", shelf, sort=sort, cursor=cursor, limit=limit
            )
        found.append(page)
    assert found[0].facets is not None
    return found[0].facets, found


@given(
    shelf=SHELVES,
    sort=SORTS,
    limit=st.sampled_from([3, 100]),
    most=st.sampled_from([500, 7, 2]),
    few=st.sampled_from([5_000, 10]),
)
@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_list_says_what_a_simple_reading_says(stocked, shelf, sort, limit, most, few):
    shop, goods = stocked
    said = Reference(goods, most)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "MOST", most)
        patch.setattr(crowd, "FEW", few)
        crowd.forget_popularity()
        facets, found = await pages(shop, shelf, sort, limit)
    slugs = [card.slug for page in found for card in page.items]
    if sort == "relevance" and shelf.query:  # how well words fit is told elsewhere
        assert sorted(slugs) == sorted(said.slugs(shelf, sort))
    else:
        assert slugs == said.slugs(shelf, sort)
    prices = set() if said.more(shelf) else said.prices(shelf)
    assert (facets.price_min, facets.price_max) == (
        min(prices, default=None),
        max(prices, default=None),
    )
    assert facets.more == said.more(shelf)
    assert (facets.total, facets.in_stock) == (len(said.wanted(shelf)), said.in_stock(shelf))
    assert {english(o.key): {v.key: v.count for v in o.values} for o in facets.options} == (
        said.options(shelf)
    )
    assert {one.slug: one.count for one in facets.categories} == said.categories(shelf)


def test_the_shop_has_what_is_asked_for():
    goods = goods_by_chance(1)
    forms = [form for good in goods for form in good.forms]
    assert {name for form in forms for name in form.options} == set(OPTIONS)
    assert any(not good.forms for good in goods)
    assert any(len({form.price for form in good.forms}) > 1 for good in goods)
