"""Our adapter against Stripe's twin: sessions, webhooks, refunds, amounts, and what is refused."""

import dataclasses
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import (
    CallbackRefused,
    GatewayDown,
    GatewayRefused,
    RefundReport,
)
from commerce.payments.gateways.stripe import StripeGateway, StripeSettings
from commerce.payments.gateways.stripe_wire import money_of, stripe_amount
from tests.commerce.payments.gateways.test_sandbox import a_refund, a_start, heard_as_paid
from tests.providers import keys, stripe_environment, stripe_header
from tests.sandbox_process import Inbox, SandboxProcess


@pytest_asyncio.fixture
async def gateway(sandbox_process: SandboxProcess, inbox: Inbox) -> AsyncIterator[StripeGateway]:
    sandbox_process.call("POST", "/drive/stripe", json={"endpoint": inbox.url}).raise_for_status()
    gateway = StripeGateway(settings_of(sandbox_process))
    yield gateway
    await gateway.close()
    sandbox_process.faults()


def settings_of(twin: SandboxProcess) -> StripeSettings:
    told = stripe_environment(twin)
    return StripeSettings(
        told["ALLHOURS_STRIPE_KEY"],
        told["ALLHOURS_STRIPE_WEBHOOK_SECRET"],
        told["ALLHOURS_STRIPE_URL"],
    )


def a_card(inbox: Inbox, **changed: object):
    return a_start(inbox, method="card", **changed)


async def test_a_session_is_opened_paid_told_of_and_found(gateway, sandbox_process, inbox):
    command = a_card(inbox)
    started = await gateway.start(command)
    assert started.provider_ref.startswith("cs_test_")
    assert (await gateway.start(command)).provider_ref == started.provider_ref
    assert (await gateway.query(started.provider_ref)).status == "pending"
    sandbox_process.drive(started.provider_ref, "pay")
    await inbox.holds(1)
    told = heard_as_paid(gateway.read_callback(*inbox.received[0]), command, started)
    assert told.event_id == json.loads(inbox.received[0][1])["id"]
    asked = await gateway.query(started.provider_ref)
    assert asked == dataclasses.replace(told, event_id=None, at=asked.at)


async def test_a_key_that_comes_with_another_amount_is_refused(gateway, inbox):
    command = a_card(inbox)
    await gateway.start(command)
    with pytest.raises(GatewayRefused):
        await gateway.start(dataclasses.replace(command, amount=Money(1, "CNY")))


@pytest.mark.parametrize(
    ("cause", "field"),
    [
        ("insufficient_funds", None),
        ("card_expired", "expiry"),
        ("wrong_cvc", "cvc"),
        ("limit_exceeded", None),
        ("suspected_fraud", None),
    ],
)
async def test_a_decline_is_told_by_our_reference_and_the_session_stays_open(
    gateway, sandbox_process, inbox, cause, field
):
    command = a_card(inbox)
    started = await gateway.start(command)
    sandbox_process.drive(started.provider_ref, "decline", cause=cause)
    await inbox.holds(1)
    told = gateway.read_callback(*inbox.received[0])
    assert (told.status, told.cause, told.field) == ("failed", cause, field)
    assert (told.provider_ref, told.reference) == ("", command.reference)
    assert (await gateway.query(started.provider_ref)).status == "pending"
    sandbox_process.drive(started.provider_ref, "never")
    assert (await gateway.query(started.provider_ref)).status == "succeeded"


async def test_what_is_paid_cannot_be_closed_and_what_is_closed_cannot_be_paid(
    gateway, sandbox_process, inbox
):
    started = await gateway.start(a_card(inbox))
    assert (await gateway.cancel(started.provider_ref)).status == "expired"
    assert (await gateway.cancel(started.provider_ref)).status == "expired"
    paid = await gateway.start(a_card(inbox))
    sandbox_process.drive(paid.provider_ref, "never")
    with pytest.raises(GatewayRefused, match="already_paid"):
        await gateway.cancel(paid.provider_ref)


async def paid(gateway, sandbox_process, inbox, **how) -> str:
    started = await gateway.start(a_card(inbox))
    sandbox_process.drive(started.provider_ref, "never", **how)
    return started.provider_ref


async def test_a_part_goes_back_once_and_no_more_than_was_paid(gateway, sandbox_process, inbox):
    reference = await paid(gateway, sandbox_process, inbox)
    command = a_refund(inbox, reference, 990)
    told = await gateway.refund(command)
    assert (told.status, told.amount, told.reference) == (
        "succeeded",
        Money(990, "CNY"),
        command.reference,
    )
    assert (await gateway.refund(command)).refund_ref == told.refund_ref
    assert (await gateway.query_refund(told.refund_ref)).status == "succeeded"
    await inbox.holds(1)
    heard = gateway.read_callback(*inbox.received[0])
    assert isinstance(heard, RefundReport)
    assert (heard.refund_ref, heard.status) == (told.refund_ref, "succeeded")
    with pytest.raises(GatewayRefused):
        await gateway.refund(a_refund(inbox, reference, 1_001))


@pytest.mark.parametrize(("mode", "status"), [("fail", "failed"), ("late", "pending")])
async def test_a_refund_may_fail_or_take_its_time(gateway, sandbox_process, inbox, mode, status):
    reference = await paid(gateway, sandbox_process, inbox, refunds=mode)
    assert (await gateway.refund(a_refund(inbox, reference, 100))).status == status


async def test_a_wrong_key_is_refused_and_silence_may_have_acted(gateway, sandbox_process, inbox):
    assert (await gateway.account()).methods == ("card",)
    stranger = StripeGateway(dataclasses.replace(settings_of(sandbox_process), key="sk_test_x"))
    with pytest.raises(GatewayRefused):
        await stranger.account()
    await stranger.close()
    for faults, maybe_done in (({"provider_down": True}, True), ({"broken": True}, True)):
        sandbox_process.faults(**faults)
        with pytest.raises(GatewayDown) as silence:
            await gateway.start(a_card(inbox))
        assert silence.value.maybe_done is maybe_done


def signed(twin: SandboxProcess, told: object, *, age: int = 0, secret: str = ""):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    known = secret or keys(twin)["stripe_webhook_secret"]
    return stripe_header(known, body, int(time.time()) - age), body


def an_event(**changed: object) -> dict[str, object]:
    about = {"id": "re_1", "amount": 1, "currency": "cny", "status": "succeeded", "created": 1}
    event = {"id": "evt_1", "type": "refund.updated", "created": 1, "livemode": False}
    return event | {"data": {"object": about | {"metadata": {"reference": "r"}}}} | changed


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        ({"age": 301}, "too_old"),
        ({"age": -330}, "too_old"),
        ({"secret": "whsec_other"}, "bad_signature"),
        ({"told": b"{"}, "bad_body"),
        ({"told": an_event(livemode=True)}, "other_merchant"),
        ({"told": an_event(data={"object": {}})}, "bad_body"),
    ],
)
async def test_what_stripe_did_not_sign_for_us_now_is_not_believed(
    gateway, sandbox_process, notice, reason
):
    with pytest.raises(CallbackRefused) as refusal:
        gateway.read_callback(*signed(sandbox_process, **({"told": an_event()} | notice)))
    assert refusal.value.reason == reason


@pytest.mark.parametrize("header", ["", "t=1", "v1=00", "t=1,v0=00", "i'm no header", "t=,v1="])
async def test_a_header_without_its_parts_is_not_believed(gateway, header):
    with pytest.raises(CallbackRefused, match="missing_header"):
        gateway.read_callback({"stripe-signature": header}, b"{}")


async def test_while_the_secret_is_rolled_one_of_two_signatures_is_enough(gateway, sandbox_process):
    headers, body = signed(sandbox_process, an_event())
    both = headers["stripe-signature"].replace("v1=", f"v1={'0' * 64},v1=")
    assert gateway.read_callback({"stripe-signature": both}, body) is not None


@pytest.mark.parametrize(
    "event",
    [
        an_event(type="customer.created"),
        an_event(type="payment_intent.succeeded"),
        an_event(
            data={
                "object": {
                    "id": "re_1",
                    "amount": 1,
                    "currency": "cny",
                    "status": "succeeded",
                    "created": 1,
                }
            }
        ),
    ],
)
async def test_what_is_not_about_our_payments_says_nothing(gateway, sandbox_process, event):
    assert gateway.read_callback(*signed(sandbox_process, event)) is None


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(1_800, "CNY"), 1_800),
        (Money(500, "JPY"), 500),
        (Money(1_230, "KWD"), 1_230),
        (Money(50, "RSD"), 5_000),
        (Money(7, "ISK"), 700),
    ],
)
def test_amounts_are_in_stripes_own_units_and_back(amount, units):
    assert stripe_amount(amount) == units
    assert money_of(units, amount.currency.lower()) == amount


def test_a_part_of_our_smallest_unit_is_not_believed():
    assert money_of(5_001, "rsd") != Money(50, "RSD")


async def test_a_session_closes_soon_after_the_hold_or_within_a_day(gateway, inbox):
    soon = await gateway.start(a_card(inbox, expires_at=clock.now() + timedelta(minutes=15)))
    long = await gateway.start(a_card(inbox, expires_at=clock.now() + timedelta(days=5)))
    assert soon.status == long.status == "pending"
