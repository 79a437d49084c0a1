"""Paying by the API, and the till's callbacks: signed, repeated, forged, for nobody."""

import json

import pytest
from sqlmodel import func, select

from commerce.db.session import transaction
from commerce.payments.models import PaymentEvent
from commerce.shops.models import PaymentMethod
from tests.builders import a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")
NOTIFY = "/api/v1/payments/sandbox/notify"


@pytest.fixture
def caught(till, inbox, monkeypatch):
    """The till calls back to the inbox, so that a test can pass the notice on, or not."""
    from commerce.payments.gateways import sandbox

    asked = sandbox.SandboxGateway.start

    async def start(gateway, command):
        from dataclasses import replace

        return await asked(gateway, replace(command, notify_url=inbox.url))

    monkeypatch.setattr(sandbox.SandboxGateway, "start", start)
    return inbox


async def attempt(client, order, method="card"):
    answer = await client.post(f"/api/v1/orders/{order.number}/payments", json={"method": method})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def paid_at_till(till, inbox, started, outcome="pay"):
    """Pay and return the notice as it came: headers and body."""
    before = len(inbox.received)
    till.drive(started["pay_url"].rsplit("/", 1)[-1].split("?")[0], outcome)
    await inbox.holds(before + 1)
    return inbox.received[-1]


async def passed_on(client, notice):
    headers, body = notice
    kept = {n: v for n, v in headers.items() if n not in ("host", "content-length")}
    return await client.post(NOTIFY, content=body, headers=kept)


async def shown(client, order):
    return (await client.get(f"/api/v1/orders/{order.number}")).json()


async def events_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(PaymentEvent))).one()


async def test_an_attempt_has_the_fixed_members(client_of, caught):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    started = await attempt(client_of(shop, order.access_token), order)
    assert set(started) == {"id", "status", "pay_url", "qr"}
    assert started["status"] == "pending"
    assert started["pay_url"].startswith("http")


async def test_a_signed_notice_pays_the_order_and_its_repeat_changes_nothing(
    client_of, till, caught
):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    client = client_of(shop, order.access_token)
    notice = await paid_at_till(till, caught, await attempt(client, order))
    first = await passed_on(client_of(shop), notice)
    assert first.status_code == 204
    once = await shown(client, order)
    assert once["payment_status"] == "paid"
    assert (await passed_on(client_of(shop), notice)).status_code == 204
    assert await shown(client, order) == once
    assert await events_in(shop) == 1


async def test_a_forged_notice_is_refused_and_nothing_is_written(client_of, till, caught):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    client = client_of(shop, order.access_token)
    headers, body = await paid_at_till(till, caught, await attempt(client, order))
    event = json.loads(body)
    event["data"]["amount"] = 1
    for changed in (
        (headers, json.dumps(event).encode()),
        (headers | {"webhook-signature": "v1a,AAAA"}, body),
        (headers | {"webhook-timestamp": "1"}, body),
        ({n: v for n, v in headers.items() if n != "webhook-signature"}, body),
        (headers, b""),
        (headers, b"\xff\x00{"),
    ):
        answer = await passed_on(client_of(shop), changed)
        assert answer.status_code == 400
        assert answer.json()["type"] == "callback_refused"
    assert (await shown(client, order))["payment_status"] == "unpaid"
    assert await events_in(shop) == 0


async def test_a_decline_is_told_and_the_order_can_be_paid_again(client_of, till, caught):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    client = client_of(shop, order.access_token)
    declined = await paid_at_till(till, caught, await attempt(client, order), "decline")
    assert (await passed_on(client_of(shop), declined)).status_code == 204
    assert (await shown(client, order))["payments"][0]["status"] == "failed"
    again = await paid_at_till(till, caught, await attempt(client, order))
    assert (await passed_on(client_of(shop), again)).status_code == 204
    seen = await shown(client, order)
    assert seen["payment_status"] == "paid"
    assert [each["status"] for each in seen["payments"]] == ["failed", "succeeded"]


async def test_a_till_that_is_down_says_when_to_come_again(client_of, till, caught):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    till.faults(provider_down=True)
    try:
        answer = await client_of(shop, order.access_token).post(
            f"/api/v1/orders/{order.number}/payments", json={"method": "card"}
        )
    finally:
        till.faults()
    assert (answer.status_code, answer.json()["type"]) == (503, "provider_down")
    assert int(answer.headers["retry-after"]) > 0


async def test_an_unknown_method_is_named(client_of, till):
    shop = await a_product(await a_shop())
    order = await an_order(shop)
    answer = await client_of(shop, order.access_token).post(
        f"/api/v1/orders/{order.number}/payments", json={"method": "cowries"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {
        "field": "method",
        "code": "unknown_payment_method",
        "message": "is no way to pay here",
    }


async def test_a_stranger_cannot_pay_or_learn_that_the_order_exists(client_of, till):
    shop = await a_product(await a_shop())
    order, other = await an_order(shop), await an_order(shop)
    for token in (None, other.access_token):
        answer = await client_of(shop, token).post(
            f"/api/v1/orders/{order.number}/payments", json={"method": "card"}
        )
        assert answer.status_code == 404


async def test_an_unknown_provider_is_not_found(client_of):
    shop = await a_shop()
    answer = await client_of(shop).post("/api/v1/payments/nobody/notify", content=b"{}")
    assert answer.status_code == 404


async def test_payment_methods_are_told(client_of, till):
    answer = await client_of(await a_shop()).get("/api/v1/payment-methods")
    assert answer.json() == {"items": ["wechat", "alipay", "card"]}


async def test_a_method_that_is_off_is_neither_told_nor_taken(client_of, till):
    shop = await a_product(await a_shop())
    async with transaction(shop.id) as session:
        session.add(PaymentMethod(code="card", enabled=False, position=0))
    order = await an_order(shop)
    client = client_of(shop, order.access_token)
    assert (await client.get("/api/v1/payment-methods")).json()["items"] == ["wechat", "alipay"]
    answer = await client.post(f"/api/v1/orders/{order.number}/payments", json={"method": "card"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_payment_method"
    assert (await shown(client, order))["payments"] == []


async def test_an_order_is_confirmed_that_is_paid_at_the_door(client_of, till):
    shop = await a_product(await a_shop())
    async with transaction(shop.id) as session:
        session.add(PaymentMethod(code="cod", enabled=True, position=90))
    order = await an_order(shop)
    client = client_of(shop, order.access_token)
    assert (await client.get("/api/v1/payment-methods")).json()["items"][-1] == "cod"
    started = await attempt(client, order, "cod")
    assert (started["status"], started["pay_url"]) == ("pending", "")
    assert (await shown(client, order))["payment_status"] == "due"
    answer = await client.post(f"/api/v1/orders/{order.number}/payments", json={"method": "card"})
    assert (answer.status_code, answer.json()["type"]) == (409, "move_refused")
