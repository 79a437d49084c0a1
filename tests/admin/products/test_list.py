"""The list of products: filters from the URL, pages both ways, one shop's rows."""

import pytest

from admin.products.state import ProductsState
from commerce.catalog.product_rows import ProductFilter, product_rows
from commerce.db.session import transaction
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def listed(shop, query=""):
    state = await at_page(ProductsState, shop, f"/admin/products/{query}")
    await call(state, "load")
    return state


async def test_the_list_tells_price_stock_and_what_needs_a_hand():
    shop = await a_shop()
    for sku, stock, state in (("FULL", 50, "active"), ("LOW", 3, "draft"), ("OUT", 0, "active")):
        await a_product(shop, sku, price=1_250, stock=stock, state=state)
    await a_product(await a_shop(), "ELSEWHERE")
    state = await listed(shop)
    assert [(line.skus, line.price, line.left, line.level, line.state) for line in state.lines] == [
        ("OUT", "CN¥12.50", "0", "out", "active"),
        ("LOW", "CN¥12.50", "3", "low", "draft"),
        ("FULL", "CN¥12.50", "50", "", "active"),
    ]
    for query, skus in (
        ("?q=full", ["FULL"]),
        ("?q=%E5%95%86%E5%93%81+low", ["LOW"]),
        ("?state=active", ["OUT", "FULL"]),
        ("?stock=low", ["LOW"]),
        ("?stock=out", ["OUT"]),
        ("?stock=out&state=draft", []),
    ):
        assert [line.skus for line in (await listed(shop, query)).lines] == skus, query


@pytest.mark.parametrize("query", ["?state=sold", "?stock=1", "?older_than=7", "?category=none"])
async def test_what_the_url_cannot_mean_is_refused(query):
    state = await listed(await a_product(await a_shop()), query)
    assert refused(state).code == "invalid"
    assert state.lines == []


async def test_pages_lead_forth_and_back_over_the_same_rows():
    shop = await a_shop()
    for n in range(7):
        await a_product(shop, f"S{n}")

    async def page(**beside):
        async with transaction(shop.id) as session:
            found = await product_rows(session, shop.view, "en", ProductFilter(), limit=3, **beside)
        return [row.skus[0] for row in found.rows], found

    first, one = await page()
    second, two = await page(older_than=one.rows[-1].id)
    third, three = await page(older_than=two.rows[-1].id)
    assert first + second + third == [f"S{n}" for n in range(6, -1, -1)]
    assert [(p.has_newer, p.has_older) for p in (one, two, three)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert (await page(newer_than=three.rows[0].id))[0] == second
    back, again = await page(newer_than=two.rows[0].id)
    assert (back, again.has_newer, again.has_older) == (first, False, True)
