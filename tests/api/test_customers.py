"""What a customer does through the API: account, sessions, phone codes, addresses, orders."""

import re

import pytest
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.messages.models import Message
from commerce.secrecy import unseal
from tests.builders import a_product, a_shop, an_order, an_order_body

pytestmark = pytest.mark.usefixtures("shop_database")
PASSWORD = "lanterns over the night market"
HOME = {"name": "Li", "phone": "13800138000", "country": "CN", "city": "上海", "line1": "南京路 1"}


async def registered(client, email="li@example.com"):
    body = {"name": "Li Lei", "email": email, "password": PASSWORD, "agreed": True}
    answer = await client.post("/api/v1/customers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


async def code_sent(shop):
    async with transaction(shop.id) as session:
        newest = select(Message).where(Message.kind == "code").order_by(col(Message.id).desc())
        message = (await session.exec(newest.limit(1))).one()
    found = re.search(r"\b\d{6}\b", str(unseal(message.body_sealed)), re.ASCII)
    assert found
    return found[0]


async def test_registering_logs_in_by_cookie_and_by_token(client_of):
    shop = await a_shop()
    client = client_of(shop)
    token = await registered(client)
    by_cookie = await client.get("/api/v1/me")
    by_token = await client_of(shop, token).get("/api/v1/me")
    assert by_cookie.json() == by_token.json()
    assert by_token.json()["email"] == "li@example.com"
    kept = next(cookie for cookie in client.cookies.jar if cookie.name == "allhours_customer")
    assert kept.has_nonstandard_attr("HttpOnly")


async def test_a_taken_e_mail_is_named(client_of):
    shop = await a_shop()
    await registered(client_of(shop))
    body = {"name": "Eve", "email": "LI@example.com", "password": PASSWORD, "agreed": True}
    answer = await client_of(shop).post("/api/v1/customers", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "taken")
    assert answer.json()["errors"][0]["field"] == "email"


async def test_logging_in_and_out(client_of):
    shop = await a_shop()
    await registered(client_of(shop))
    wrong = {"login": "li@example.com", "password": "not this one"}
    refused = await client_of(shop).post("/api/v1/sessions", json=wrong)
    unknown = await client_of(shop).post(
        "/api/v1/sessions", json=wrong | {"login": "x@example.com"}
    )
    assert refused.status_code == unknown.status_code == 422
    assert refused.json() == unknown.json()
    right = wrong | {"password": PASSWORD, "remember": True}
    token = (await client_of(shop).post("/api/v1/sessions", json=right)).json()["token"]
    client = client_of(shop, token)
    assert (await client.get("/api/v1/me")).status_code == 200
    assert (await client.delete("/api/v1/sessions/current")).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_phone_and_a_code_make_an_account(client_of):
    shop = await a_shop()
    client = client_of(shop, accept_language="zh")
    sent = await client.post("/api/v1/codes", json={"phone": "138 0013 8000"})
    assert (sent.status_code, sent.json()["phone"]) == (202, "+8613800138000")
    body = {"phone": "13800138000", "code": "000000"}
    wrong = await client.post("/api/v1/sessions/by-phone", json=body)
    assert wrong.json()["errors"][0]["code"] == "wrong_code"
    body["code"] = await code_sent(shop)
    entered = await client.post("/api/v1/sessions/by-phone", json=body)
    assert entered.status_code == 201
    assert entered.json()["customer"]["phone_verified"] is True
    again = await client_of(shop).post("/api/v1/sessions/by-phone", json=body)
    assert again.status_code == 422


async def test_a_second_code_at_once_is_too_many(client_of):
    client = client_of(await a_shop())
    await client.post("/api/v1/codes", json={"phone": "13800138000"})
    answer = await client.post("/api/v1/codes", json={"phone": "13800138000"})
    assert (answer.status_code, answer.json()["type"]) == (429, "too_many")
    assert 0 < int(answer.headers["retry-after"]) <= 61


async def test_details_are_edited_once_a_version(client_of):
    shop = await a_shop()
    client = client_of(shop, await registered(client_of(shop)))
    me = (await client.get("/api/v1/me")).json()
    change = {"name": "Li L.", "email": "li@example.com", "version": me["version"]}
    assert (await client.patch("/api/v1/me", json=change)).json()["name"] == "Li L."
    stale = await client.patch("/api/v1/me", json=change | {"name": "Lost"})
    assert (stale.status_code, stale.json()["type"]) == (409, "stale_edit")
    assert (await client.get("/api/v1/me")).json()["name"] == "Li L."


async def test_a_new_password_ends_other_sessions(client_of):
    shop = await a_shop()
    token = await registered(client_of(shop))
    login = {"login": "li@example.com", "password": PASSWORD}
    other = (await client_of(shop).post("/api/v1/sessions", json=login)).json()["token"]
    change = {"old": PASSWORD, "new": "a quiet street at four"}
    answer = await client_of(shop, token).put("/api/v1/me/password", json=change)
    assert answer.status_code == 204
    assert (await client_of(shop, token).get("/api/v1/me")).status_code == 200
    assert (await client_of(shop, other).get("/api/v1/me")).status_code == 401


async def test_the_address_book(client_of):
    shop = await a_shop()
    client = client_of(shop, await registered(client_of(shop)))
    first = (await client.post("/api/v1/me/addresses", json=HOME)).json()
    assert (first["is_default"], first["phone"]) == (True, "+8613800138000")
    second = await client.post("/api/v1/me/addresses", json=HOME | {"line1": "Work"})
    change = HOME | {"line1": "Office", "is_default": True, "version": second.json()["version"]}
    saved = await client.put(f"/api/v1/me/addresses/{second.json()['id']}", json=change)
    assert (saved.status_code, saved.json()["line1"]) == (200, "Office")
    book = (await client.get("/api/v1/me/addresses")).json()["items"]
    assert [(each["line1"], each["is_default"]) for each in book] == [
        ("Office", True),
        ("南京路 1", False),
    ]
    assert (await client.delete(f"/api/v1/me/addresses/{first['id']}")).status_code == 204
    wrong = await client.post("/api/v1/me/addresses", json=HOME | {"phone": "12", "city": ""})
    assert {each["field"] for each in wrong.json()["errors"]} == {"phone", "city"}


async def test_nobody_touches_another_customers_address(client_of):
    shop = await a_shop()
    mine = client_of(shop, await registered(client_of(shop)))
    other = client_of(shop, await registered(client_of(shop), "eve@example.com"))
    kept = (await mine.post("/api/v1/me/addresses", json=HOME)).json()
    path = f"/api/v1/me/addresses/{kept['id']}"
    change = HOME | {"line1": "Taken", "version": kept["version"]}
    assert (await other.put(path, json=change)).status_code == 404
    await other.delete(path)
    assert (await mine.get("/api/v1/me/addresses")).json()["items"] == [kept]


async def test_a_customers_orders_are_theirs_alone(client_of):
    shop = await a_product(await a_shop())
    mine = client_of(shop, await registered(client_of(shop)))
    other = client_of(shop, await registered(client_of(shop), "eve@example.com"))
    headers = {"idempotency-key": new_id().hex}
    placed = await mine.post("/api/v1/orders", json=an_order_body(), headers=headers)
    number = placed.json()["number"]
    listed = (await mine.get("/api/v1/orders")).json()
    assert [order["number"] for order in listed["items"]] == [number]
    assert listed["next_cursor"] is None
    assert (await mine.get(f"/api/v1/orders/{number}")).status_code == 200
    assert (await other.get("/api/v1/orders")).json()["items"] == []
    for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/again")):
        answer = await other.request(method, f"/api/v1/orders/{number}{path}")
        assert answer.status_code == 404
    # The same key is another customer's own.
    theirs = await other.post("/api/v1/orders", json=an_order_body(), headers=headers)
    assert theirs.json()["number"] != number


async def test_an_order_is_found_by_number_and_phone_or_e_mail(client_of):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    client = client_of(shop)

    async def found(number, reach):
        body = {"number": number, "reach": reach}
        return await client.post("/api/v1/orders/find", json=body)

    assert (await found(order.number, "138 0013 8000")).json()["number"] == order.number
    assert (await found(order.number.lower(), "LI@example.com")).status_code == 200
    wrong_phone = await found(order.number, "13900139000")
    unknown = await found("2222222222", "13800138000")
    assert wrong_phone.status_code == unknown.status_code == 404
    assert wrong_phone.json() == unknown.json()
    typo = await found(order.number[:-1] + ("2" if order.number[-1] != "2" else "3"), "13800138000")
    assert typo.json()["errors"][0]["code"] == "order_number"


async def test_a_guests_cart_survives_logging_in_and_becomes_one_order(client_of):
    shop = await a_product(await a_product(await a_shop(), "TEA"), "CUP")
    client = client_of(shop)
    first = await client.post("/api/v1/cart/lines", json={"sku": "TEA", "quantity": 2})
    assert first.status_code == 201
    await client.post("/api/v1/cart/lines", json={"sku": "CUP"})
    await client.put("/api/v1/cart/lines/TEA", json={"quantity": 3})
    await client.delete("/api/v1/cart/lines/CUP")
    await registered(client)
    cart = (await client.get("/api/v1/cart")).json()
    assert [(line["sku"], line["quantity"]) for line in cart["lines"]] == [("TEA", 3)]
    assert cart["total"] == {"minor": 3000, "currency": "CNY"}
    headers = {"idempotency-key": cart["order_key"], "origin": f"http://{shop.host}"}
    body = an_order_body("TEA", 3)
    placed = await client.post("/api/v1/orders", json=body, headers=headers)
    assert placed.status_code == 201
    assert (await client.get("/api/v1/cart")).json()["lines"] == []
    repeated = await client.post("/api/v1/orders", json=body, headers=headers)
    assert repeated.json()["number"] == placed.json()["number"]
    number = placed.json()["number"]
    again = await client.post(f"/api/v1/orders/{number}/again", headers=headers)
    assert [line["sku"] for line in again.json()["cart"]["lines"]] == ["TEA"]
    assert again.json()["missing"] == []


async def test_guests_see_their_own_carts_alone(client_of):
    shop = await a_product(await a_shop())
    mine, other = client_of(shop), client_of(shop)
    await mine.post("/api/v1/cart/lines", json={"sku": "TEA"})
    assert (await other.get("/api/v1/cart")).json()["lines"] == []
    await other.delete("/api/v1/cart/lines/TEA")
    assert len((await mine.get("/api/v1/cart")).json()["lines"]) == 1
