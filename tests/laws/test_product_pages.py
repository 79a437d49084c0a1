"""Law: the pages of a shelf, laid end to end, are the whole shelf, each product once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.catalog.models import Price, Product, ProductState, Variant
from commerce.catalog.queries import Shelf, product_cards
from commerce.catalog.search.indexing import index_products
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.stock.models import Stock
from tests.builders import a_shop

SORTS = ("popular", "newest", "price_up", "price_down")
ONE_PRODUCT = st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans())

pytestmark = pytest.mark.usefixtures("shop_database")


async def shelf_of(products):
    shop = await a_shop()
    async with transaction(shop.id) as session:
        for popularity, price, stocked in products:
            product = Product(
                slug=f"p-{new_id().hex}",
                state=ProductState.ACTIVE,
                name={"en": "P"},
                summary={},
                description={},
                popularity=popularity,
            )
            session.add(product)
            await session.flush()
            variant = Variant(product_id=product.id, sku=product.slug)
            session.add(variant)
            await session.flush()
            session.add(Price(variant_id=variant.id, currency="CNY", amount_minor=price))
            session.add(Stock(variant_id=variant.id, available=int(stocked)))
            await index_products(session, [product.id])
    return shop


async def pages(shop, sort, limit, shelf):
    slugs, cursor = [], None
    async with transaction(shop.id) as session:
        while True:
            page = await product_cards(
                session, shop.view, "en", shelf, sort=sort, cursor=cursor, limit=limit
            )
            assert 0 < len(page.items) <= limit or (not page.items and cursor is None)
            slugs += [card.slug for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return slugs


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    products=st.lists(ONE_PRODUCT, max_size=9),
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 4),
    in_stock=st.booleans(),
)
async def test_pages_laid_end_to_end_are_the_whole_shelf(products, sort, limit, in_stock):
    shop = await shelf_of(products)
    shelf = Shelf(in_stock=in_stock)
    whole = await pages(shop, sort, 100, shelf)
    assert await pages(shop, sort, limit, shelf) == whole
    assert len(set(whole)) == len(whole) == sum(1 for p in products if p[2] or not in_stock)
