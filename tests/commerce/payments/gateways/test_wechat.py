"""Our adapter against WeChat Pay's twin: codes, notices, refunds, and what is refused."""

import dataclasses
import json
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
    StartedPayment,
)
from commerce.payments.gateways.wechat import WechatGateway
from commerce.settings import BadSetting, WechatSettings, read
from sandbox.wechat.sealing import Sealing
from tests.commerce.payments.gateways.test_sandbox import a_refund, a_start, heard_as_paid
from tests.providers import Keys, keys, wechat_environment, wechat_opened, wechat_sealed
from tests.sandbox_process import SandboxProcess


def settings_of(twin: SandboxProcess) -> WechatSettings:
    told = read(wechat_environment(twin)).wechat
    assert told is not None
    return told


@pytest_asyncio.fixture
async def gateway(sandbox_process: SandboxProcess) -> AsyncIterator[WechatGateway]:
    gateway = WechatGateway(settings_of(sandbox_process))
    yield gateway
    await gateway.close()
    sandbox_process.faults()


def drive(twin: SandboxProcess, started: StartedPayment, outcome: str, **how: str) -> None:
    twin.drive(started.qr.rpartition("=")[2], outcome, **how)


async def test_a_code_is_shown_paid_told_of_and_found(gateway, sandbox_process, inbox):
    command = a_start(inbox)
    started = await gateway.start(command)
    assert started.qr.startswith("weixin://wxpay/bizpayurl?pr=")
    assert (started.status, started.pay_url) == ("pending", "")
    assert await gateway.start(command) == started
    assert (await gateway.query(started.provider_ref)).status == "pending"
    drive(sandbox_process, started, "pay")
    await inbox.holds(1)
    told = heard_as_paid(gateway.read_callback(*inbox.received[0]), command, started)
    asked = await gateway.query(started.provider_ref)
    assert asked == dataclasses.replace(told, event_id=None)


async def test_a_number_with_another_amount_and_another_currency_are_refused(gateway, inbox):
    command = a_start(inbox)
    await gateway.start(command)
    for amount in (Money(1, "CNY"), Money(1990, "EUR")):
        with pytest.raises(GatewayRefused):
            await gateway.start(dataclasses.replace(command, amount=amount))


async def test_what_is_paid_cannot_be_closed_and_what_is_closed_says_so(
    gateway, sandbox_process, inbox
):
    closed = await gateway.start(a_start(inbox))
    assert (await gateway.cancel(closed.provider_ref)).status == "expired"
    paid = await gateway.start(a_start(inbox))
    drive(sandbox_process, paid, "never")
    with pytest.raises(GatewayRefused, match="already_paid"):
        await gateway.cancel(paid.provider_ref)


async def test_a_part_goes_back_once_and_no_more_than_was_paid(gateway, sandbox_process, inbox):
    started = await gateway.start(a_start(inbox))
    drive(sandbox_process, started, "never")
    command = a_refund(inbox, started.provider_ref, 990)
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
    assert (heard.refund_ref, heard.status, heard.amount) == (
        told.refund_ref,
        "succeeded",
        told.amount,
    )
    with pytest.raises(GatewayRefused):
        await gateway.refund(a_refund(inbox, started.provider_ref, 1_001))


@pytest.mark.parametrize(("mode", "status"), [("fail", "failed"), ("late", "pending")])
async def test_a_refund_may_fail_or_take_its_time(gateway, sandbox_process, inbox, mode, status):
    started = await gateway.start(a_start(inbox))
    drive(sandbox_process, started, "never", refunds=mode)
    assert (await gateway.refund(a_refund(inbox, started.provider_ref, 1))).status == status


async def test_a_wrong_key_is_refused_and_an_answer_that_is_not_theirs_is_none(
    gateway, sandbox_process, inbox
):
    told = settings_of(sandbox_process)
    assert (await gateway.account()).merchant == told.mchid
    other = keys(sandbox_process)["wechat_signing_key"]
    for wrong, error in (
        ({"private_key": other}, GatewayRefused),
        ({"serial": "0" * 40}, GatewayRefused),
        ({"public_key_id": "PUB_KEY_ID_other"}, GatewayDown),
    ):
        stranger = WechatGateway(dataclasses.replace(told, **wrong))
        with pytest.raises(error):
            await stranger.start(a_start(inbox))
        await stranger.close()


async def a_notice(gateway, twin, inbox):
    started = await gateway.start(a_start(inbox))
    drive(twin, started, "pay")
    await inbox.holds(1)
    return inbox.received[0]


async def test_forged_touched_and_old_notices_are_not_believed(gateway, sandbox_process, inbox):
    headers, body = await a_notice(gateway, sandbox_process, inbox)
    for wrong, reason in (
        (({}, body), "missing_header"),
        ((headers, body + b" "), "bad_signature"),
        ((headers | {"wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA"}, body), "bad_signature"),
        ((headers | {"wechatpay-serial": "PUB_KEY_ID_other"}, body), "bad_signature"),
        ((headers | {"wechatpay-timestamp": "1"}, body), "bad_signature"),
    ):
        with pytest.raises(CallbackRefused, match=reason):
            gateway.read_callback(*wrong)
    for off in (timedelta(seconds=-310), timedelta(seconds=310)):
        with clock.at(clock.now() + off), pytest.raises(CallbackRefused, match="too_old"):
            gateway.read_callback(headers, body)


async def test_what_is_signed_and_not_for_us_is_not_believed(gateway, sandbox_process, inbox):
    _, body = await a_notice(gateway, sandbox_process, inbox)
    sealing = Sealing(Keys(**keys(sandbox_process)))
    about = wechat_opened(sandbox_process, body)
    envelope = json.loads(body)
    broken = envelope | {"resource": envelope["resource"] | {"nonce": "0" * 12}}
    for told, reason in (
        (wechat_sealed(sandbox_process, body, about | {"mchid": "1900000000"}), "other_merchant"),
        (wechat_sealed(sandbox_process, body, about | {"appid": "wx0"}), "other_merchant"),
        (wechat_sealed(sandbox_process, body, {"mchid": about["mchid"]}), "bad_body"),
        (json.dumps(broken).encode(), "bad_body"),
        (b"{", "bad_body"),
    ):
        with pytest.raises(CallbackRefused, match=reason):
            gateway.read_callback(sealing.headers(told), told)
    other = json.dumps(envelope | {"event_type": "COUPON.USE"}).encode()
    assert gateway.read_callback(sealing.headers(other), other) is None


def test_keys_come_all_together_or_not_at_all(sandbox_process):
    told = wechat_environment(sandbox_process)
    assert read({}).wechat is None
    for wrong in ({"ALLHOURS_WECHAT_SERIAL": ""}, {"ALLHOURS_WECHAT_V3_KEY": "short"}):
        with pytest.raises(BadSetting):
            read(told | wrong)
