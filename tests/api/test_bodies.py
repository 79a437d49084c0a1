"""Odd bodies: each is refused with its cause, nothing inner is told, nothing is written."""

import json

import pytest

from api import products
from commerce.ids import new_id
from tests.builders import a_product, a_shop, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")
GOOD = json.dumps(an_order_body(), ensure_ascii=False)

ODD = {
    "empty": (b"", 422, "json"),
    "no json": (b"{", 422, "json"),
    "not utf-8": (b'{"a":"\xff"}', 422, "not_utf8"),
    "a list": (b"[]", 422, "json_object"),
    "null": (b"null", 422, "json_object"),
    "NaN": (GOOD.replace('"quantity": 1', '"quantity": NaN').encode(), 422, "json_number"),
    "infinity": (GOOD.replace('"quantity": 1', '"quantity": 1e999').encode(), 422, "json_number"),
    "huge": (
        GOOD.replace('"quantity": 1', f'"quantity": {"9" * 5000}').encode(),
        422,
        "json_number",
    ),
    "a name twice": (
        GOOD.replace('"lines"', '"lines": [], "lines"', 1).encode(),
        422,
        "json_name_twice",
    ),
    "NUL": (GOOD.replace("李雷", "a\\u0000b").encode(), 422, "control_characters"),
    "half a surrogate": (GOOD.replace("李雷", "\\ud800").encode(), 422, "control_characters"),
    "bidi": (GOOD.replace("李雷", "a\\u202eb").encode(), 422, "control_characters"),
    "deep": (b'{"lines":' + b"[" * 5000 + b"]" * 5000 + b"}", 422, "json_depth"),
    "long text": (GOOD.replace("李雷", "x" * 50_000).encode(), 422, "string_too_long"),
    "100 KB": (GOOD.replace("李雷", "x" * 100_000).encode(), 413, None),
    "text for number": (GOOD.replace('"quantity": 1', '"quantity": "1"').encode(), 422, "int_type"),
    "negative": (
        GOOD.replace('"quantity": 1', '"quantity": -1').encode(),
        422,
        "greater_than_equal",
    ),
    "fraction": (GOOD.replace('"quantity": 1', '"quantity": 1.5').encode(), 422, "int_type"),
    "true": (GOOD.replace('"quantity": 1', '"quantity": true').encode(), 422, "int_type"),
    "unknown field": (
        GOOD.replace('"lines"', '"is_admin": true, "lines"', 1).encode(),
        422,
        "extra_forbidden",
    ),
    "sql": (GOOD.replace("TEA", "x'; DROP TABLE orders").encode(), 422, "string_pattern_mismatch"),
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_body_is_refused_with_its_cause(client_of, name):
    body, status, code = ODD[name]
    shop = await a_product(await a_shop(), stock=5)
    answer = await client_of(shop).post(
        "/api/v1/orders",
        content=body,
        headers={"idempotency-key": new_id().hex, "content-type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if code:
        assert code in [each["code"] for each in answer.json()["errors"]]
    assert "Traceback" not in answer.text
    assert await stock_of(shop) == 5


async def test_a_body_without_its_length_is_stopped_while_it_comes(client_of):
    async def endless():
        while True:
            yield b"[" * 4096

    answer = await client_of(await a_shop()).post(
        "/api/v1/quotes", content=endless(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["type"]) == (413, "body_too_large")


async def test_another_media_type_is_refused(client_of):
    answer = await client_of(await a_shop()).post("/api/v1/quotes", data={"lines": "x"})
    assert (answer.status_code, answer.json()["type"]) == (415, "not_json")


async def test_another_method_is_refused_as_a_problem(client_of):
    answer = await client_of(await a_shop()).put("/api/v1/quotes", json={})
    assert (answer.status_code, answer.json()["type"]) == (405, "method_not_allowed")


async def test_an_unknown_address_is_a_problem(client_of):
    answer = await client_of(await a_shop()).get("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["type"]) == (404, "not_found")


async def test_what_breaks_inside_stays_inside(client_of, monkeypatch):
    async def broken(*_given, **_named):
        raise RuntimeError("the secret inner state")

    monkeypatch.setattr(products.queries, "categories", broken)
    answer = await client_of(await a_shop()).get("/api/v1/categories")
    assert (answer.status_code, answer.json()["type"]) == (500, "unexpected")
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_request_keeps_its_own_id_if_that_has_a_decent_form(client_of):
    client = client_of(await a_shop())
    given = await client.get("/health/live", headers={"x-request-id": "trace-0123456789"})
    assert given.headers["x-request-id"] == "trace-0123456789"
    odd = await client.get("/health/live", headers={"x-request-id": "<script>"})
    assert odd.headers["x-request-id"] != "<script>"
