"""Our adapter against the real till: every outcome, every forgery, every repeat."""

import base64
import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import (
    CallbackRefused,
    GatewayDown,
    GatewayRefused,
    PaymentReport,
    RefundReport,
    StartedPayment,
    StartPayment,
    StartRefund,
)
from commerce.payments.gateways.asking import Asker
from commerce.payments.gateways.sandbox import SandboxGateway, SandboxSettings
from tests.sandbox_process import Inbox, SandboxProcess, free_ports


def settings_of(sandbox: SandboxProcess) -> SandboxSettings:
    env = sandbox.environment
    return SandboxSettings(
        url=env["ALLHOURS_SANDBOX_URL"],
        merchant_id=env["ALLHOURS_SANDBOX_MERCHANT_ID"],
        merchant_key=env["ALLHOURS_SANDBOX_MERCHANT_KEY"],
        public_key=env["ALLHOURS_SANDBOX_PUBLIC_KEY"],
    )


@pytest_asyncio.fixture
async def gateway(sandbox_process: SandboxProcess) -> AsyncIterator[SandboxGateway]:
    gateway = SandboxGateway(settings_of(sandbox_process))
    yield gateway
    await gateway.close()
    sandbox_process.faults()


def a_start(inbox: Inbox, **changed: object) -> StartPayment:
    reference = str(uuid4())
    return dataclasses.replace(
        StartPayment(
            reference=reference,
            idempotency_key=reference,
            amount=Money(19_90, "CNY"),
            description="夜宵 × 2",
            shop_name="Allhours",
            locale="zh",
            method="wechat",
            return_url="http://localhost:3000/zh/orders/1",
            notify_url=inbox.url,
            expires_at=clock.now() + timedelta(minutes=15),
        ),
        **changed,
    )


def a_refund(inbox: Inbox, provider_ref: str, minor: int, currency: str = "CNY") -> StartRefund:
    reference = str(uuid4())
    amount = Money(minor, currency)
    return StartRefund(provider_ref, reference, reference, amount, "one was cold", inbox.url)


def heard_as_paid(told: object, command: StartPayment, started: StartedPayment) -> PaymentReport:
    """What a provider said, which has to be that this payment succeeded."""
    assert isinstance(told, PaymentReport)
    assert (told.status, told.amount) == ("succeeded", command.amount)
    assert (told.provider_ref, told.reference) == (started.provider_ref, command.reference)
    return told


async def paid(gateway, sandbox, inbox, **how) -> str:
    """A payment that was paid; its callback has come and is forgotten."""
    started = await gateway.start(a_start(inbox))
    sandbox.drive(started.provider_ref, "pay", **how)
    await inbox.holds(1)
    inbox.received.clear()
    return started.provider_ref


async def test_a_payment_is_opened_paid_and_told_of(gateway, sandbox_process, inbox):
    command = a_start(inbox)
    started = await gateway.start(command)
    assert started.status == "pending"
    assert started.pay_url == f"{sandbox_process.url}/pay/{started.provider_ref}?locale=zh"
    sandbox_process.drive(started.provider_ref, "pay")
    await inbox.holds(1)
    headers, body = inbox.received[0]
    told = heard_as_paid(gateway.read_callback(headers, body), command, started)
    assert told.amount == Money(19_90, "CNY")
    assert told.event_id == headers["webhook-id"]
    assert abs(told.at - clock.now()) < timedelta(seconds=10)
    asked = await gateway.query(started.provider_ref)
    assert asked == dataclasses.replace(told, event_id=None)


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
async def test_a_decline_names_its_cause(gateway, sandbox_process, inbox, cause, field):
    started = await gateway.start(a_start(inbox))
    sandbox_process.drive(started.provider_ref, "decline", cause=cause)
    await inbox.holds(1)
    told = gateway.read_callback(*inbox.received[0])
    assert (told.status, told.cause, told.field) == ("failed", cause, field)


async def test_a_provider_down_before_charging_leaves_the_payment_open(
    gateway, sandbox_process, inbox
):
    started = await gateway.start(a_start(inbox))
    sandbox_process.drive(started.provider_ref, "provider_down")
    assert (await gateway.query(started.provider_ref)).status == "pending"
    assert sandbox_process.look(started.provider_ref)["callbacks"] == []


@pytest.mark.parametrize("outcome", ["late", "timeout_after"])
async def test_a_late_callback_comes_after_the_charge(gateway, sandbox_process, inbox, outcome):
    started = await gateway.start(a_start(inbox))
    sandbox_process.drive(started.provider_ref, outcome, delay_s=0.4)
    assert (await gateway.query(started.provider_ref)).status == "succeeded"
    assert inbox.received == []
    await inbox.holds(1)
    assert gateway.read_callback(*inbox.received[0]).status == "succeeded"


async def test_a_callback_that_comes_twice_is_the_same_event(gateway, sandbox_process, inbox):
    started = await gateway.start(a_start(inbox))
    sandbox_process.drive(started.provider_ref, "twice")
    await inbox.holds(2)
    first, second = (gateway.read_callback(*each) for each in inbox.received)
    assert first == second


async def test_without_a_callback_a_query_tells(gateway, sandbox_process, inbox):
    started = await gateway.start(a_start(inbox))
    seen = sandbox_process.drive(started.provider_ref, "never")
    assert seen["callbacks"] == []
    assert (await gateway.query(started.provider_ref)).status == "succeeded"


async def test_expiry_is_told(gateway, sandbox_process, inbox):
    soon = clock.now() + timedelta(seconds=0.5)
    await gateway.start(a_start(inbox, expires_at=soon))
    await inbox.holds(1)
    assert gateway.read_callback(*inbox.received[0]).status == "expired"


async def test_the_same_key_opens_one_payment(gateway, inbox):
    command = a_start(inbox)
    assert await gateway.start(command) == await gateway.start(command)
    with pytest.raises(GatewayRefused) as refused:
        await gateway.start(dataclasses.replace(command, amount=Money(1, "CNY")))
    assert refused.value.cause == "idempotency_key_reused"


async def test_a_field_that_the_provider_refuses_is_named(gateway, inbox):
    with pytest.raises(GatewayRefused) as refused:
        await gateway.start(a_start(inbox, amount=Money(0, "CNY")))
    assert (refused.value.cause, refused.value.field) == ("out_of_range", "amount")


async def test_a_cancelled_payment_cannot_be_paid(gateway, sandbox_process, inbox):
    started = await gateway.start(a_start(inbox))
    assert (await gateway.cancel(started.provider_ref)).status == "cancelled"
    assert (await gateway.cancel(started.provider_ref)).status == "cancelled"
    answer = sandbox_process.call("POST", f"/drive/{started.provider_ref}", json={"outcome": "pay"})
    assert answer.status_code == 409


async def test_a_paid_payment_cannot_be_cancelled(gateway, sandbox_process, inbox):
    provider_ref = await paid(gateway, sandbox_process, inbox)
    with pytest.raises(GatewayRefused) as refused:
        await gateway.cancel(provider_ref)
    assert refused.value.cause == "already_paid"


async def test_parts_are_refunded_up_to_what_was_paid(gateway, sandbox_process, inbox):
    provider_ref = await paid(gateway, sandbox_process, inbox)
    first = a_refund(inbox, provider_ref, 1000)
    done = await gateway.refund(first)
    assert (done.status, done.amount, done.reference) == (
        "succeeded",
        Money(1000, "CNY"),
        first.reference,
    )
    assert await gateway.refund(first) == done
    assert await gateway.query_refund(done.refund_ref) == done
    await inbox.holds(1)
    told = gateway.read_callback(*inbox.received[0])
    assert isinstance(told, RefundReport)
    assert dataclasses.replace(told, event_id=None) == done
    with pytest.raises(GatewayRefused) as refused:
        await gateway.refund(a_refund(inbox, provider_ref, 991))
    assert (refused.value.cause, refused.value.field) == ("more_than_paid", "amount")
    assert (await gateway.refund(a_refund(inbox, provider_ref, 990))).status == "succeeded"


async def test_a_refund_may_fail_and_gives_its_amount_free(gateway, sandbox_process, inbox):
    provider_ref = await paid(gateway, sandbox_process, inbox, refunds="fail")
    for _ in range(2):
        failed = await gateway.refund(a_refund(inbox, provider_ref, 1990))
        assert (failed.status, failed.cause) == ("failed", "account_closed")
    await inbox.holds(2)
    assert gateway.read_callback(*inbox.received[0]).status == "failed"


async def test_a_refund_may_take_its_time(gateway, sandbox_process, inbox):
    provider_ref = await paid(gateway, sandbox_process, inbox, refunds="late")
    slow = await gateway.refund(a_refund(inbox, provider_ref, 1990))
    assert slow.status == "pending"
    with pytest.raises(GatewayRefused):
        await gateway.refund(a_refund(inbox, provider_ref, 1))
    await inbox.holds(1, seconds=10)
    assert gateway.read_callback(*inbox.received[0]).status == "succeeded"


async def test_refunds_that_make_no_sense_are_refused(gateway, sandbox_process, inbox):
    unpaid = await gateway.start(a_start(inbox))
    with pytest.raises(GatewayRefused) as refused:
        await gateway.refund(a_refund(inbox, unpaid.provider_ref, 1))
    assert refused.value.cause == "not_paid"
    provider_ref = await paid(gateway, sandbox_process, inbox)
    with pytest.raises(GatewayRefused) as refused:
        await gateway.refund(a_refund(inbox, provider_ref, 1, "USD"))
    assert (refused.value.cause, refused.value.field) == ("other_currency", "currency")


async def test_a_provider_that_is_down_did_nothing(gateway, sandbox_process, inbox):
    sandbox_process.faults(provider_down=True)
    with pytest.raises(GatewayDown) as down:
        await gateway.start(a_start(inbox))
    assert down.value.maybe_done is False


async def test_a_provider_that_is_too_slow_may_have_acted(sandbox_process, inbox):
    hasty = SandboxGateway(settings_of(sandbox_process), Asker(to_answer=0.3))
    command = a_start(inbox)
    sandbox_process.faults(delay_ms=800)
    with pytest.raises(GatewayDown) as down:
        await hasty.start(command)
    assert down.value.maybe_done is True
    sandbox_process.faults()
    assert (await hasty.start(command)).status == "pending"
    await hasty.close()


async def test_nobody_there_means_nothing_done(sandbox_process, inbox):
    nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
    lost = SandboxGateway(dataclasses.replace(settings_of(sandbox_process), url=nowhere))
    with pytest.raises(GatewayDown) as down:
        await lost.start(a_start(inbox))
    assert down.value.maybe_done is False
    await lost.close()


async def test_another_merchants_key_opens_nothing(sandbox_process, inbox):
    settings = dataclasses.replace(settings_of(sandbox_process), merchant_key="guessed")
    stranger = SandboxGateway(settings)
    with pytest.raises(GatewayRefused) as refused:
        await stranger.start(a_start(inbox))
    assert refused.value.cause == "signature_wrong"
    await stranger.close()


async def a_callback(gateway, sandbox, inbox) -> tuple[dict[str, str], bytes]:
    started = await gateway.start(a_start(inbox))
    sandbox.drive(started.provider_ref, "pay")
    await inbox.holds(1)
    return inbox.received[0]


def refusal_of(gateway, headers, body) -> str:
    with pytest.raises(CallbackRefused) as refused:
        gateway.read_callback(headers, body)
    return refused.value.reason


async def test_a_forged_callback_is_refused(gateway, sandbox_process, inbox):
    headers, body = await a_callback(gateway, sandbox_process, inbox)
    richer = body.replace(b'"amount":1990', b'"amount":9999')
    assert richer != body
    assert refusal_of(gateway, headers, richer) == "bad_signature"
    assert refusal_of(gateway, headers | {"webhook-id": "evt_other"}, body) == "bad_signature"
    later = str(int(headers["webhook-timestamp"]) + 1)
    assert refusal_of(gateway, headers | {"webhook-timestamp": later}, body) == "bad_signature"
    for signature in ("v1a,!!!", "v1a,AAAA", headers["webhook-signature"].replace("v1a", "v1")):
        forged = headers | {"webhook-signature": signature}
        assert refusal_of(gateway, forged, body) == "bad_signature"
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        lacking = {each: value for each, value in headers.items() if each != name}
        assert refusal_of(gateway, lacking, body) == "missing_header"


async def test_an_old_callback_is_refused(gateway, sandbox_process, inbox):
    headers, body = await a_callback(gateway, sandbox_process, inbox)
    with clock.at(clock.now() + timedelta(seconds=270)):
        assert gateway.read_callback(headers, body).status == "succeeded"
    for off in (302, -330):
        with clock.at(clock.now() + timedelta(seconds=off)):
            assert refusal_of(gateway, headers, body) == "too_old"


async def test_another_tills_callback_is_refused(gateway, sandbox_process, inbox):
    headers, body = await a_callback(gateway, sandbox_process, inbox)
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    settings = dataclasses.replace(settings_of(sandbox_process), public_key=public)
    assert refusal_of(SandboxGateway(settings), headers, body) == "bad_signature"


async def test_another_merchants_callback_is_refused(sandbox_process, gateway, inbox):
    headers, body = await a_callback(gateway, sandbox_process, inbox)
    settings = dataclasses.replace(settings_of(sandbox_process), merchant_id="m_other")
    assert refusal_of(SandboxGateway(settings), headers, body) == "other_merchant"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"type": "payment.failed"}, "bad_body"),
        ({"type": "dispute.opened"}, "unknown_event"),
        ({"id": "evt_other"}, "bad_body"),
        ({"data": {}}, "bad_body"),
        (None, "bad_body"),
    ],
)
async def test_a_rightly_signed_riddle_is_refused(gateway, sandbox_process, inbox, changed, reason):
    headers, body = await a_callback(gateway, sandbox_process, inbox)
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    settings = dataclasses.replace(settings_of(sandbox_process), public_key=public)
    riddle = b"?" if changed is None else json.dumps(json.loads(body) | changed).encode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + riddle
    signature = "v1a," + base64.b64encode(key.sign(signed)).decode()
    headers = headers | {"webhook-signature": signature}
    assert refusal_of(SandboxGateway(settings), headers, riddle) == reason
