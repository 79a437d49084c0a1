"""What stands in a page before any script runs, over a stand-in for the built app."""

import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import FileResponse, HTMLResponse

from api.first_html import FirstHtml
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
FALLBACK = (
    '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>Built</title>'
    '<meta content="favicon.ico" property="og:image"/></head><body><div id="app"></div></body></html>'
)
KNOWN = re.compile(r"(/zh)?(/|/p/[^/]+/?|/c/[^/]+/?|/cart/?|/admin/?)")


@dataclass
class Built:
    """Answers as Reflex's static mount does: pages, the fallback, files, and 404 in HTML."""

    folder: Path

    async def __call__(self, scope, receive, send):
        path = scope["path"]
        file = self.folder / path.lstrip("/")
        if "." in path and file.is_file():
            answer = FileResponse(file)
        else:
            answer = HTMLResponse(FALLBACK, 200 if KNOWN.fullmatch(path) else 404)
        await answer(scope, receive, send)


@pytest.fixture
def browse(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "entry-abc123.js").write_text("1")
    (tmp_path / "favicon.ico").write_bytes(b"i")

    def client(shop: BuiltShop, **headers: str):
        forget_shops()
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(FirstHtml(Built(tmp_path))),
            base_url=f"http://{shop.host}",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return client


def json_ld(page):
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return [json.loads(script) for script in scripts]


def meta(page, name):
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)
    return unescape(found[1]) if found else None


async def a_tea(**changes: Any):
    texts: dict[str, Any] = {
        "name": {"en": "Night tea", "zh": "夜茶"},
        "summary": {"en": "For late hours", "zh": "深夜之选"},
    }
    return await a_product(
        await a_shop(name="Lamp"), "TEA", price=1290, slug="tea", **texts | changes
    )


async def test_a_product_page_carries_its_words_and_price(browse):
    shop = await a_tea()
    answer = await browse(shop).get("/p/tea/")
    page = answer.text
    assert answer.status_code == 200
    assert '<html lang="en">' in page
    assert re.findall("<title>(.*?)</title>", page) == ["Night tea · Lamp"]
    assert meta(page, "description") == "For late hours"
    assert meta(page, "og:title") == "Night tea · Lamp"
    assert meta(page, "product:price:amount") == "12.90"
    assert f'<link rel="canonical" href="http://{shop.host}/p/tea/">' in page
    assert f'hreflang="zh-CN" href="http://{shop.host}/zh/p/tea/"' in page
    product = json_ld(page)[0]
    assert product["@type"] == "Product"
    assert product["offers"]["price"] == "12.90"
    assert product["offers"]["priceCurrency"] == "CNY"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    body = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "<h1>Night tea</h1>" in body
    assert "CN¥12.90, in stock" in body


async def test_the_same_page_in_chinese(browse):
    page = (await browse(await a_tea()).get("/zh/p/tea")).text
    assert '<html lang="zh-CN">' in page
    assert "<title>夜茶 · Lamp</title>" in page
    assert meta(page, "description") == "深夜之选"
    assert "¥12.90, 有货" in page
    assert json_ld(page)[0]["name"] == "夜茶"


async def test_a_sold_out_product_says_so(browse):
    page = (await browse(await a_tea(stock=0)).get("/p/tea/")).text
    assert json_ld(page)[0]["offers"]["availability"] == "https://schema.org/OutOfStock"


async def test_texts_cannot_break_out_of_the_page(browse):
    hostile = "</script></noscript></title><script>alert(1)</script>\"'&"
    shop = await a_tea(name={"en": hostile}, summary={"en": hostile}, description={"en": hostile})
    page = (await browse(shop).get("/p/tea/")).text
    assert "<script>alert" not in page
    assert page.count("</noscript>") == page.count("</title>") == 1
    assert json_ld(page)[0]["name"] == hostile
    assert meta(page, "description") == hostile


@pytest.mark.parametrize("path", ["/p/nothing/", "/c/nothing/", "/nowhere/at/all", "/p/%00/"])
@pytest.mark.parametrize(("prefix", "words"), [("", "does not exist"), ("/zh", "此页面不存在")])
async def test_what_does_not_exist_answers_404_in_both_languages(browse, path, prefix, words):
    answer = await browse(await a_tea()).get(prefix + path)
    assert answer.status_code == 404
    assert words in answer.text
    assert meta(answer.text, "robots") == "noindex"


async def test_home_lists_what_is_sold(browse):
    page = (await browse(await a_tea()).get("/")).text
    assert "<title>Lamp</title>" in page
    assert '<a href="/p/tea/">Night tea</a>' in page
    assert json_ld(page)[0]["@type"] == "OnlineStore"


async def test_the_first_visit_follows_accept_language(browse):
    shop = await a_tea()
    first = await browse(shop, accept_language="zh-CN,en;q=0.5").get("/?from=ad")
    assert (first.status_code, first.headers["location"]) == (302, "/zh/?from=ad")
    assert first.headers["vary"] == "accept-language, cookie"
    chosen = await browse(shop, accept_language="zh-CN", cookie="allhours_language=en").get("/")
    assert chosen.status_code == 200
    assert chosen.headers["vary"] == "accept-language, cookie"
    back = await browse(shop, accept_language="en", cookie="allhours_language=zh").get("/")
    assert back.headers["location"] == "/zh/"
    other = await browse(shop, accept_language="zh-CN").get("/p/tea/")
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/cart/", "/admin/", "/zh/admin"])
async def test_private_pages_are_not_for_search_engines(browse, path):
    page = (await browse(await a_tea()).get(path)).text
    assert meta(page, "robots") == "noindex"
    assert "canonical" not in page
    assert "<title>Built</title>" in page


async def test_head_answers_like_get_without_a_body(browse):
    client = browse(await a_tea())
    got, told = await client.get("/p/tea/"), await client.head("/p/tea/")
    assert told.headers["content-length"] == got.headers["content-length"]
    assert told.content == b""


async def test_assets_are_kept_long_and_missing_ones_are_a_plain_404(browse):
    client = browse(await a_tea())
    kept = await client.get("/assets/entry-abc123.js")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get("/favicon.ico")).headers["cache-control"] == "public, max-age=3600"
    missing = await client.get("/assets/entry-old.js")
    assert missing.status_code == 404
    assert missing.text == "Not found\n"
    assert missing.headers["cache-control"] == "no-store"


async def test_another_shops_product_is_not_here(browse):
    await a_tea()
    assert (await browse(await a_shop()).get("/p/tea/")).status_code == 404
