"""The catalogue's fixed points: their exact JSON, cursors, languages."""

import pytest
from sqlmodel import select

from commerce.catalog.models import Product
from commerce.db.session import transaction
from commerce.stock.models import Stock
from tests.builders import a_product, a_shop
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_a_list_has_the_fixed_members(client_of):
    shop = await a_product(await a_shop(), "TEA", price=1290, slug="tea")
    answer = await client_of(shop).get("/api/v1/products")
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "slug": "tea",
                "name": "Product TEA",
                "kind": "goods",
                "price": {"minor": 1290, "currency": "CNY"},
            }
        ],
        "next_cursor": None,
    }


async def test_pages_follow_the_cursor_and_an_empty_cursor_is_the_first_page(client_of):
    shop = await a_shop()
    for n in range(5):
        shop = await a_product(shop, f"S{n}")
    client, cursor, seen = client_of(shop), "", []
    while cursor is not None:
        answer = await client.get("/api/v1/products", params={"cursor": cursor, "limit": 2})
        seen += [item["name"] for item in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
    assert sorted(seen) == [f"Product S{n}" for n in range(5)]


async def test_search_speaks_the_language_of_the_request(client_of):
    shop = await a_product(await a_product(await a_shop(), "TEA"), "CUP")
    answer = await client_of(shop, accept_language="zh-CN,zh;q=0.9,en;q=0.1").get(
        "/api/v1/products", params={"q": "cup"}
    )
    assert [item["name"] for item in answer.json()["items"]] == ["商品 CUP"]
    assert answer.headers["vary"] == "accept-language"


async def test_a_product_has_the_fixed_members(client_of):
    shop = await a_product(await a_shop(), "TEA", price=1290, stock=3, slug="tea")
    answer = await client_of(shop).get("/api/v1/products/tea")
    body = answer.json()
    assert set(body) == {"slug", "name", "kind", "inputs_schema", "variants"}
    assert body["inputs_schema"]["type"] == "object"
    assert body["variants"] == [
        {
            "sku": "TEA",
            "options": [],
            "price": {"minor": 1290, "currency": "CNY"},
            "available": 3,
        }
    ]


async def test_full_adds_description_and_pictures(client_of):
    shop = await a_product(await a_shop(), "TEA", slug="tea")
    body = (await client_of(shop).get("/api/v1/products/tea?full=true")).json()
    assert (body["description"], body["pictures"]) == ("Long", [])


@pytest.mark.parametrize("slug", ["nothing", "%00", "a%20b", "..%2f", "x" * 500])
async def test_an_unknown_product_is_a_404_problem(client_of, slug):
    answer = await client_of(await a_shop()).get(f"/api/v1/products/{slug}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "not_found"


async def test_another_shops_product_is_not_found(client_of):
    await a_product(await a_shop(), "TEA", slug="only-there")
    answer = await client_of(await a_shop()).get("/api/v1/products/only-there")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"cursor": "made-up"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "NaN"}, "limit"),
        ({"q": "a\0b"}, "q"),
        ({"price_min": "-1"}, "price_min"),
        ({"sort": "by_magic"}, "sort"),
    ],
)
async def test_a_wrong_parameter_is_named(client_of, query, field):
    answer = await client_of(await a_shop()).get("/api/v1/products", params=query)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_delivery_methods_have_the_fixed_members(client_of):
    answer = await client_of(await a_shop()).get("/api/v1/delivery-methods")
    assert answer.json() == {
        "items": [{"code": "post", "name": "Post", "price": {"minor": 800, "currency": "CNY"}}]
    }


async def test_a_host_that_leads_nowhere_is_not_found(client_of):
    await a_shop()
    shop = await a_shop()
    answer = await client_of(shop).get("/api/v1/products", headers={"host": "nowhere.test"})
    assert answer.status_code == 404


async def test_a_list_is_read_once_for_many_and_again_after_an_edit(client_of):
    shop = await a_product(await a_shop(), "TEA", slug="tea")
    client = client_of(shop)
    first = await client.get("/api/v1/products")
    with counted() as sent:
        again = await client.get("/api/v1/products")
    assert (again.json(), sent) == (first.json(), [])
    async with transaction(shop.id) as session:
        (await session.exec(select(Product))).one().name = {"en": "Green tea"}
        session.tell("catalog")
    edited = await client.get("/api/v1/products")
    assert [item["name"] for item in edited.json()["items"]] == ["Green tea"]


@pytest.mark.parametrize("asked", [{"full": "true"}, {"in_stock": "true"}])
async def test_a_list_that_tells_of_stock_is_always_read(client_of, asked):
    shop = await a_product(await a_shop(), "TEA", stock=1, slug="tea")
    client = client_of(shop)
    await client.get("/api/v1/products", params=asked)
    async with transaction(shop.id) as session:
        (await session.exec(select(Stock))).one().available = 0
    items = (await client.get("/api/v1/products", params=asked)).json()["items"]
    assert [item["sold_out"] for item in items] == ([True] if "full" in asked else [])
