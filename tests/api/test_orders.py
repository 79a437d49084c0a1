"""Orders' fixed points: exact JSON, idempotency, refusals with their facts, access tokens."""

import pytest
from sqlmodel import func, select

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.orders.models import Order
from commerce.orders.writer import writer
from tests.builders import a_product, a_shop, an_order, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def placed(client, body, key=None):
    return await client.post(
        "/api/v1/orders", json=body, headers={"idempotency-key": key or new_id().hex}
    )


async def orders_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def test_an_order_has_the_fixed_members(client_of):
    shop = await a_product(await a_shop(), price=1000)
    answer = await placed(client_of(shop), an_order_body(quantity=2))
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {
        "number",
        "status",
        "payment_status",
        "fulfilment_status",
        "total",
        "expires_at",
        "access_token",
    }
    assert body["total"] == {"minor": 2800, "currency": "CNY"}
    states = (body["status"], body["payment_status"], body["fulfilment_status"])
    assert states == ("open", "unpaid", "unfulfilled")
    assert await stock_of(shop) == 8


async def test_the_same_key_and_body_is_the_same_order(client_of):
    shop = await a_product(await a_shop())
    client, key = client_of(shop), new_id().hex
    first = await placed(client, an_order_body(), key)
    second = await placed(client, an_order_body(), key)
    assert second.status_code == 201
    assert first.json() == second.json()
    assert await orders_in(shop) == 1


async def test_the_same_key_with_another_body_is_refused(client_of):
    shop = await a_product(await a_shop())
    client, key = client_of(shop), new_id().hex
    await placed(client, an_order_body(), key)
    answer = await placed(client, an_order_body(quantity=2), key)
    assert answer.status_code == 409
    assert answer.json()["type"] == "idempotency_key_reused"
    assert await orders_in(shop) == 1


@pytest.mark.parametrize("key", [None, "", "short", "x" * 101])
async def test_a_key_that_is_none_is_refused_by_name(client_of, key):
    shop = await a_product(await a_shop())
    headers = {} if key is None else {"idempotency-key": key}
    answer = await client_of(shop).post("/api/v1/orders", json=an_order_body(), headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert await orders_in(shop) == 0


async def test_too_little_in_stock_tells_each_short_sku_and_what_is_left(client_of):
    shop = await a_product(await a_product(await a_shop(), "TEA", stock=3), "CUP", stock=0)
    lines = [{"sku": "TEA", "quantity": 5}, {"sku": "CUP", "quantity": 1}]
    answer = await placed(client_of(shop), an_order_body(lines=lines))
    assert answer.status_code == 409
    body = answer.json()
    assert body["type"] == "out_of_stock"
    assert sorted(body["short"], key=lambda short: short["sku"]) == [
        {"sku": "CUP", "wanted": 1, "left": 0},
        {"sku": "TEA", "wanted": 5, "left": 3},
    ]
    assert (await stock_of(shop, "TEA"), await orders_in(shop)) == (3, 0)


async def test_a_changed_price_tells_both_totals(client_of):
    shop = await a_product(await a_shop(), price=1000)
    expected = {"minor": 1700, "currency": "CNY"}
    answer = await placed(client_of(shop), an_order_body(expected_total=expected))
    assert answer.status_code == 409
    body = answer.json()
    assert body["type"] == "price_changed"
    assert body["expected_total"] == expected
    assert body["total"] == {"minor": 1800, "currency": "CNY"}
    assert await orders_in(shop) == 0


async def test_wrong_fields_are_told_one_by_one_in_the_requests_language(client_of):
    shop = await a_product(await a_shop())
    body = an_order_body(lines=[{"sku": "TEA", "quantity": 0}], contact={"name": ""})
    answer = await client_of(shop, accept_language="zh").post(
        "/api/v1/orders", json=body, headers={"idempotency-key": new_id().hex}
    )
    assert answer.status_code == 422
    found = {each["field"]: each for each in answer.json()["errors"]}
    assert found["lines.0.quantity"]["code"] == "greater_than_equal"
    assert found["lines.0.quantity"]["message"] == "不得小于 1"
    assert "contact.name" in found  # and what is wrong beside it, at once
    assert found["contact.phone"]["code"] == "phone_or_email"
    assert answer.headers["content-language"] == "zh"


async def test_a_quote_is_what_the_order_then_costs(client_of):
    shop = await a_product(await a_shop(), price=1000)
    client = client_of(shop)
    quote = await client.post("/api/v1/quotes", json=an_order_body(quantity=2))
    assert quote.status_code == 200
    assert quote.json()["total"] == {"minor": 2800, "currency": "CNY"}
    assert quote.json()["delivery"] == {"minor": 800, "currency": "CNY"}
    order = await placed(client, an_order_body(quantity=2, expected_total=quote.json()["total"]))
    assert order.status_code == 201
    assert order.json()["total"] == quote.json()["total"]


async def test_lines_alone_can_be_quoted(client_of):
    shop = await a_product(await a_shop(), price=1000)
    body = {"lines": [{"sku": "TEA", "quantity": 1}]}
    answer = await client_of(shop).post("/api/v1/quotes", json=body)
    assert answer.json()["total"] == {"minor": 1000, "currency": "CNY"}


async def test_an_access_token_shows_its_order_and_no_other(client_of):
    shop = await a_product(await a_shop())
    mine, other = await an_order(shop), await an_order(shop)
    seen = await client_of(shop, mine.access_token).get(f"/api/v1/orders/{mine.number}")
    assert seen.status_code == 200
    assert seen.json()["contact"]["phone"] == "+8613800138000"
    client = client_of(shop, mine.access_token)
    refused = await client.get(f"/api/v1/orders/{other.number}")
    unknown = await client.get("/api/v1/orders/2222222222")
    assert refused.status_code == unknown.status_code == 404
    assert refused.json() == unknown.json()
    assert (await client_of(shop).get(f"/api/v1/orders/{mine.number}")).status_code == 404


async def test_an_access_token_is_nothing_in_another_shop(client_of):
    shop, other = await a_product(await a_shop()), await a_shop()
    mine = await an_order(shop)
    answer = await client_of(other, mine.access_token).get(f"/api/v1/orders/{mine.number}")
    assert answer.status_code == 404


async def test_a_mistyped_number_is_told_apart(client_of):
    shop = await a_product(await a_shop())
    number = (await an_order(shop)).number
    wrong = ("3" if number[0] == "2" else "2") + number[1:]
    answer = await client_of(shop).get(f"/api/v1/orders/{wrong}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "order_number"


async def test_cancelling_gives_the_stock_back_once(client_of):
    shop = await a_product(await a_shop(), stock=5)
    order = await an_order(shop, quantity=2)
    client = client_of(shop, order.access_token)
    first = await client.post(f"/api/v1/orders/{order.number}/cancel")
    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    second = await client.post(f"/api/v1/orders/{order.number}/cancel")
    assert (second.status_code, second.json()["type"]) == (409, "move_refused")
    assert await stock_of(shop) == 5


async def test_a_stranger_cannot_cancel(client_of):
    shop = await a_product(await a_shop(), stock=5)
    order, other = await an_order(shop), await an_order(shop)
    for token in (None, "made-up", other.access_token):
        answer = await client_of(shop, token).post(f"/api/v1/orders/{order.number}/cancel")
        assert answer.status_code == 404
    assert await stock_of(shop) == 3


async def test_a_list_of_orders_needs_a_customer(client_of):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    answer = await client_of(shop, order.access_token).get("/api/v1/orders")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_paused_shop_says_when_to_come_again(client_of):
    shop = await a_product(await a_shop(ordering_paused=True))
    answer = await placed(client_of(shop), an_order_body())
    assert (answer.status_code, answer.json()["type"]) == (503, "ordering_paused")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_full_queue_says_when_to_come_again(client_of, monkeypatch):
    shop = await a_product(await a_shop())
    monkeypatch.setattr(writer._batches, "_longest", 0)
    answer = await placed(client_of(shop), an_order_body())
    assert (answer.status_code, answer.json()["type"]) == (503, "busy")
    assert answer.headers["retry-after"] == "1"
    assert (await orders_in(shop), await stock_of(shop)) == (0, 10)
