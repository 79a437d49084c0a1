"""An order whole: what its discount is made of, where its parcels are; and 'not now' for anybody."""

from datetime import timedelta

import pytest

from api import problems
from api.problems import STATUS, status_of
from commerce import clock, errors
from commerce.carriers import CarrierDown, Scan, Tracked
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.messages.channels import ChannelDown
from commerce.money import Money
from commerce.orders import fulfilling, tracking
from commerce.orders.fulfilling import ShipLines
from commerce.orders.models import Parcel
from commerce.orders.writer import writer
from commerce.payments.gateways import GatewayDown
from commerce.promotions.models import Promotion
from tests.builders import (
    CLERK,
    a_coupon,
    a_paid_order,
    a_product,
    a_shop,
    an_order,
    an_order_body,
    stock_of,
)

pytestmark = pytest.mark.usefixtures("shop_database")


def yuan(minor):
    return {"minor": minor, "currency": "CNY"}


async def a_reduced_shop():
    """5.00 off from 10.00, and a coupon of 3.00 on top; SHIP makes the delivery 2.00 cheaper."""
    shop = await a_product(await a_shop(), price=1_000)
    await a_coupon(shop, off_minor=300)
    await a_coupon(shop, "SHIP", kind="delivery", off_minor=200)
    async with transaction(shop.id) as session:
        session.add(Promotion(name={}, from_minor=1_000, off_minor=500))
    return shop


async def seen(client_of, shop, placed):
    answer = await client_of(shop, placed.access_token).get(f"/api/v1/orders/{placed.number}")
    assert answer.status_code == 200
    return answer.json()


async def test_an_order_says_which_part_of_its_discount_is_the_coupons(client_of):
    shop = await a_reduced_shop()
    order = await seen(client_of, shop, await an_order(shop, quantity=2, coupon="SAVE"))
    assert order["discount"] == yuan(800)
    assert (order["threshold_discount"], order["coupon_discount"]) == (yuan(500), yuan(300))
    assert (order["coupon"], order["delivery_discount"]) == ("SAVE", yuan(0))
    assert order["lines"][0]["discount"] == yuan(800)
    assert order["total"] == yuan(2_000)


async def test_a_coupon_for_the_delivery_is_told_apart(client_of):
    shop = await a_reduced_shop()
    order = await seen(client_of, shop, await an_order(shop, coupon="SHIP"))
    assert (order["coupon"], order["coupon_discount"]) == ("SHIP", yuan(0))
    assert (order["delivery"], order["delivery_discount"]) == (yuan(600), yuan(200))
    plain = await seen(client_of, shop, await an_order(shop))
    assert (plain["coupon"], plain["coupon_discount"]) == (None, yuan(0))
    assert plain["threshold_discount"] == plain["discount"] == yuan(500)


async def test_a_quote_with_a_coupon_has_every_part(client_of):
    shop = await a_reduced_shop()
    body = an_order_body(quantity=2, coupon="save")
    answer = await client_of(shop).post("/api/v1/quotes", json=body)
    assert answer.json() == {
        "lines": [
            {
                "sku": "TEA",
                "quantity": 2,
                "price": yuan(1_000),
                "discount": yuan(800),
                "tax": yuan(138),
                "total": yuan(1_200),
            }
        ],
        "items": yuan(2_000),
        "discount": yuan(800),
        "coupon": "SAVE",
        "coupon_discount": yuan(300),
        "delivery": yuan(800),
        "delivery_discount": yuan(0),
        "tax": yuan(230),
        "prices_include_tax": True,
        "total": yuan(2_000),
        "needs_address": True,
        "missing_to_next_discount": None,
        "next_discount": None,
        "missing_to_free_delivery": None,
    }


async def test_a_quote_says_what_is_missing_to_the_next_threshold(client_of):
    shop = await a_product(await a_reduced_shop(), "CUP", price=700)
    body = {"lines": [{"sku": "CUP", "quantity": 1}]}
    quote = (await client_of(shop).post("/api/v1/quotes", json=body)).json()
    assert (quote["missing_to_next_discount"], quote["next_discount"]) == (yuan(300), yuan(500))


async def test_a_coupon_that_does_not_count_is_refused_at_its_field(client_of):
    shop = await a_reduced_shop()
    headers = {"idempotency-key": new_id().hex}
    answer = await client_of(shop).post(
        "/api/v1/orders", json=an_order_body(coupon="NOPE"), headers=headers
    )
    body = answer.json()
    assert (answer.status_code, body["type"], body["cause"]) == (422, "coupon_refused", "unknown")
    assert [each["field"] for each in body["errors"]] == ["coupon"]
    assert await stock_of(shop) == 10


async def test_a_parcel_says_where_it_is_and_how_fresh_that_is(client_of):
    shop = await a_product(await a_shop())
    order = await a_paid_order(shop)
    command = ShipLines(request_key=new_id(), carrier="SF", tracking_number="SF1", lines={1: 1})
    async with transaction(shop.id) as session:
        sent = await fulfilling.ship(session, order.number, command, CLERK)
        (await session.get_one(Parcel, sent.id)).tracker = "sandbox"
    now = clock.now().replace(microsecond=0)
    expected = now + timedelta(days=1)
    scan = Scan("scan-1", "in_transit", "Suzhou", "Left the hub", now)
    told = Tracked("trk-" + new_id().hex, f"{sent.id}:SF1", expected, True, (scan,))
    with clock.at(now):
        await tracking.apply("sandbox", told)
    listed = await client_of(shop).post(
        "/api/v1/orders/find", json={"number": order.number, "reach": "13800138000"}
    )
    [parcel] = listed.json()["parcels"]
    moment = now.isoformat().replace("+00:00", "Z")
    assert parcel | {"shipped_at": ""} == {
        "carrier": "SF",
        "tracking_number": "SF1",
        "lines": {"1": 1},
        "shipped_at": "",
        "delivered_at": None,
        "state": "in_transit",
        "expected_at": expected.isoformat().replace("+00:00", "Z"),
        "delayed": True,
        "checked_at": moment,
        "scans": [{"state": "in_transit", "place": "Suzhou", "note": "Left the hub", "at": moment}],
    }


async def test_an_access_token_opens_nothing_but_its_order(client_of):
    shop = await a_product(await a_shop())
    mine = await an_order(shop)
    client = client_of(shop, mine.access_token)
    for method, path in (
        ("GET", "/me"),
        ("GET", "/me/addresses"),
        ("GET", "/orders"),
        ("PATCH", "/me"),
        ("PUT", "/me/password"),
    ):
        body = {"name": "Eve", "version": 1} if method != "GET" else None
        answer = await client.request(method, f"/api/v1{path}", json=body)
        assert (answer.status_code, answer.json()["type"]) == (401, "not_signed_in"), path


async def test_a_full_queue_says_busy_at_once_and_when_to_come_again(client_of, monkeypatch):
    shop = await a_product(await a_shop())
    monkeypatch.setattr(writer._batches, "_longest", 0)
    answer = await client_of(shop).post(
        "/api/v1/orders", json=an_order_body(), headers={"idempotency-key": new_id().hex}
    )
    assert (answer.status_code, answer.json()["type"]) == (503, "busy")
    assert answer.headers["retry-after"] == "1"
    assert await stock_of(shop) == 10


NOT_NOW = [
    errors.TooMany("login_ip", 7),
    errors.Busy(3),
    errors.OrderingPaused(),
    GatewayDown("x", maybe_done=False),
    ChannelDown("x"),
    CarrierDown("x"),
]


def test_whoever_is_asked_to_come_again_is_told_when():
    assert {type(each) for each in NOT_NOW} == {k for k, v in STATUS.items() if v in (429, 503)}
    for refusal in NOT_NOW:
        answer = problems.problem(refusal, "en")
        assert answer.status_code == status_of(refusal)
        assert int(answer.headers["retry-after"]) > 0, refusal


def test_both_totals_of_a_changed_price_are_amounts():
    changed = errors.PriceChanged(Money(1, "CNY"), Money(2, "CNY"))
    assert problems._facts(changed, "en") == {"expected_total": yuan(1), "total": yuan(2)}
