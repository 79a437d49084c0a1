"""robots.txt and the site map: what is sold, in both languages, and nothing private."""

import re
from xml.etree import ElementTree

import pytest

from api import sitemap
from commerce.catalog.models import Category, ProductState
from commerce.db.session import transaction
from tests.builders import a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def a_shelf(shop, slug):
    category = Category(slug=slug, name={"en": slug, "zh": slug})
    async with transaction(shop.id) as session:
        session.add(category)
    return category.id


def places(answer):
    root = ElementTree.fromstring(answer.text)
    return [found.text or "" for found in root.iter(f"{SPACE}loc")]


async def test_it_lists_home_categories_and_active_products_in_both_languages(client_of):
    shop = await a_shop()
    shelf = await a_shelf(shop, "teas")
    shop = await a_product(shop, "TEA", slug="tea", category_id=shelf)
    shop = await a_product(shop, "OLD", slug="old", state=ProductState.ARCHIVED)
    answer = await client_of(shop).get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    here = f"http://{shop.host}"
    assert sorted(places(answer)) == sorted(
        here + path for path in ("/", "/zh/", "/c/teas/", "/zh/c/teas/", "/p/tea/", "/zh/p/tea/")
    )
    assert f'hreflang="zh-CN" href="{here}/zh/p/tea/"' in answer.text
    assert "admin" not in answer.text


async def test_a_large_shop_gets_an_index_of_files(client_of, monkeypatch):
    monkeypatch.setattr(sitemap, "A_FILE", 2)
    shop = await a_shop()
    for n in range(5):
        shop = await a_product(shop, f"S{n}", slug=f"s{n}")
    client = client_of(shop)
    files = places(await client.get("/sitemap.xml"))
    assert [re.sub(".*/", "", file) for file in files] == [f"sitemap-{n}.xml" for n in (1, 2, 3)]
    found = [place for file in files for place in places(await client.get(file))]
    assert sorted(p for p in found if "/zh/" not in p and "/p/" in p) == [
        f"http://{shop.host}/p/s{n}/" for n in range(5)
    ]
    assert (await client.get("/sitemap-4.xml")).status_code == 404


async def test_robots_are_kept_out_of_what_is_private(client_of):
    shop = await a_shop()
    text = (await client_of(shop).get("/robots.txt")).text
    for path in ("/admin/", "/zh/admin/", "/api/", "/cart/", "/orders/"):
        assert f"Disallow: {path}\n" in text
    assert f"Sitemap: http://{shop.host}/sitemap.xml" in text
