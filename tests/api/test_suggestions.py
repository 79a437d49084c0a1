"""What typing leads to: words, categories and products, in the language of the request."""

import pytest

from commerce.catalog.models import Category
from commerce.catalog.search.known_suggestions import forget_suggestions
from commerce.catalog.search.vocabulary import forget_vocabularies
from commerce.db.session import transaction
from commerce.limits import LIMITS, Limit
from commerce.settings import settings
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    """A shop with teas, a teapot, and a category of teas."""
    shop = await a_shop()
    tea = Category(slug="teas", name={"en": "Tea and more", "zh": "茶叶"})
    async with transaction(shop.id) as session:
        session.add(tea)
    for sku, name in {
        "GT": {"en": "Green tea", "zh": "龙井绿茶"},
        "TP": {"en": "Clay teapot", "zh": "紫砂壶"},
        "UM": {"en": "Walking umbrella", "zh": "长柄雨伞"},
    }.items():
        shop = await a_product(shop, sku, price=1_290, name=name, slug=sku.lower())
    forget_vocabularies()
    forget_suggestions()
    return shop


async def test_the_answer_has_the_fixed_members(shop, client_of):
    answer = await client_of(shop).get("/api/v1/suggestions", params={"q": "te"})
    assert answer.status_code == 200
    assert answer.json() == {
        "words": ["tea", "teapot"],
        "categories": [{"slug": "teas", "name": "Tea and more"}],
        "products": [
            {
                "slug": slug,
                "name": name,
                "price": {"minor": 1290, "currency": "CNY"},
                "price_text": "CN¥12.90",
                "picture": None,
            }
            for slug, name in (("tp", "Clay teapot"), ("gt", "Green tea"))
        ],
        "meant": None,
    }
    assert answer.headers["vary"] == "accept-language"
    assert answer.headers["cache-control"] == "private, max-age=30"


@pytest.mark.parametrize(
    ("typed", "words", "slugs"),
    [
        ("green t", ["green tea", "green teapot"], ["gt"]),
        ("绿", ["绿茶"], ["gt"]),
        ("lvc", ["lvcha"], ["gt"]),
        ("zsh", [], ["tp"]),
        ("tp", [], ["tp"]),
        ("   ", [], []),
        ("qqqzzz", [], []),
    ],
)
async def test_beginnings_in_letters_signs_and_sounds_lead_to_products(
    shop, client_of, typed, words, slugs
):
    body = (await client_of(shop).get("/api/v1/suggestions", params={"q": typed})).json()
    assert [product["slug"] for product in body["products"]] == slugs
    assert body["words"] == words


async def test_a_typo_is_suggested_as_what_it_was_meant_to_be(shop, client_of):
    body = (await client_of(shop).get("/api/v1/suggestions", params={"q": "umbrela"})).json()
    assert (body["meant"], body["words"]) == ("umbrella", ["umbrella"])
    assert [product["slug"] for product in body["products"]] == ["um"]


async def test_it_speaks_the_language_of_the_request(shop, client_of):
    answer = await client_of(shop, accept_language="zh").get("/api/v1/suggestions?q=green")
    (product,) = answer.json()["products"]
    assert (product["name"], product["price_text"]) == ("龙井绿茶", "¥12.90")


async def test_another_shops_goods_are_never_suggested(shop, client_of):
    other = await a_product(await a_shop(), "OTHER", name={"en": "Tea of others"}, slug="other")
    body = (await client_of(other).get("/api/v1/suggestions?q=te")).json()
    assert [product["slug"] for product in body["products"]] == ["other"]
    assert body["categories"] == []


@pytest.mark.parametrize("typed", ["x" * 101, "a\0b"])
async def test_what_nobody_types_is_refused(shop, client_of, typed):
    answer = await client_of(shop).get("/api/v1/suggestions", params={"q": typed})
    assert answer.status_code == 422


async def test_who_asks_without_end_is_told_to_wait(shop, client_of, monkeypatch):
    monkeypatch.setenv("ALLHOURS_RATE_LIMITS", "on")
    settings.cache_clear()
    client = client_of(shop)
    most = LIMITS[Limit.SUGGEST_IP][0].most
    answers = [await client.get("/api/v1/suggestions?q=te") for _ in range(most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    monkeypatch.undo()
    settings.cache_clear()
