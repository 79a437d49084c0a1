"""Our adapter against Alipay's twin: code and pages, notices, refunds, and what is refused."""

import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import pytest_asyncio

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import (
    CallbackRefused,
    GatewayDown,
    GatewayRefused,
    StartedPayment,
)
from commerce.payments.gateways.alipay import AlipayGateway
from commerce.provider_settings import AlipaySettings
from commerce.settings import BadSetting, read
from tests.commerce.payments.gateways.test_sandbox import a_refund, a_start, heard_as_paid
from tests.providers import (
    alipay_environment,
    alipay_opened,
    alipay_sealed,
    keys,
    last_of_address,
    wechat_environment,
)
from tests.sandbox_process import SandboxProcess


def settings_of(twin: SandboxProcess) -> AlipaySettings:
    told = read(alipay_environment(twin)).alipay
    assert told is not None
    return told


@pytest_asyncio.fixture
async def gateway(sandbox_process: SandboxProcess) -> AsyncIterator[AlipayGateway]:
    gateway = AlipayGateway(settings_of(sandbox_process))
    yield gateway
    await gateway.close()
    sandbox_process.faults()


def drive(twin: SandboxProcess, started: StartedPayment, outcome: str, **how: str) -> None:
    twin.drive(last_of_address(started.qr), outcome, **how)


def browsed(address: str) -> httpx.Response:
    """What a customer's browser gets, before it follows."""
    return httpx.get(address)


async def test_a_code_is_shown_paid_told_of_and_found(gateway, sandbox_process, inbox):
    command = a_start(inbox)
    started = await gateway.start(command)
    assert (started.status, started.qr.startswith(sandbox_process.url)) == ("pending", True)
    assert (await gateway.start(command)).qr == started.qr
    assert (await gateway.query(started.provider_ref)).status == "pending"
    drive(sandbox_process, started, "pay")
    await inbox.holds(1)
    told = heard_as_paid(gateway.read_callback(*inbox.received[0]), command, started)
    asked = await gateway.query(started.provider_ref)
    assert asked == dataclasses.replace(told, event_id=None)


@pytest.mark.parametrize(
    ("on_phone", "method", "product"),
    [
        (False, "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
        (True, "alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    ],
)
async def test_the_page_is_the_devices_and_pays_the_same_trade_as_the_code(
    gateway, sandbox_process, inbox, on_phone, method, product
):
    started = await gateway.start(a_start(inbox, on_phone=on_phone))
    asked = dict(parse_qsl(urlsplit(started.pay_url).query))
    assert (asked["method"], json.loads(asked["biz_content"])["product_code"]) == (method, product)
    opened = browsed(started.pay_url)
    assert opened.status_code == 303
    assert last_of_address(opened.headers["location"]) == last_of_address(started.qr)
    touched = started.pay_url.replace("19.90", "1.00")
    assert touched != started.pay_url
    assert browsed(touched).status_code == 400


async def test_a_number_with_another_amount_and_another_currency_are_refused(gateway, inbox):
    command = a_start(inbox)
    await gateway.start(command)
    for amount, cause in ((Money(1, "CNY"), "CONTEXT_INCONSISTENT"), (Money(1990, "EUR"), None)):
        with pytest.raises(GatewayRefused, match=cause or "currency_unsupported"):
            await gateway.start(dataclasses.replace(command, amount=amount))


async def test_what_is_paid_cannot_be_closed_and_a_code_nobody_scanned_has_no_trade_to_close(
    gateway, sandbox_process, inbox
):
    waits = await gateway.start(a_start(inbox))
    assert (await gateway.cancel(waits.provider_ref)).status == "pending"
    drive(sandbox_process, waits, "decline")
    assert (await gateway.query(waits.provider_ref)).status == "pending"
    assert (await gateway.cancel(waits.provider_ref)).status == "expired"
    paid = await gateway.start(a_start(inbox))
    drive(sandbox_process, paid, "never")
    with pytest.raises(GatewayRefused, match="already_paid"):
        await gateway.cancel(paid.provider_ref)


async def test_parts_go_back_once_and_no_more_than_was_paid(gateway, sandbox_process, inbox):
    started = await gateway.start(a_start(inbox))
    drive(sandbox_process, started, "never")
    command = a_refund(inbox, started.provider_ref, 990)
    told = await gateway.refund(command)
    assert (told.status, told.amount, told.reference) == (
        "succeeded",
        Money(990, "CNY"),
        command.reference,
    )
    again = await gateway.refund(command)
    assert (again.refund_ref, again.status) == (told.refund_ref, "succeeded")
    assert (await gateway.query_refund(told.refund_ref)).amount == Money(990, "CNY")
    with pytest.raises(GatewayRefused):
        await gateway.refund(a_refund(inbox, started.provider_ref, 1_001))
    await gateway.refund(a_refund(inbox, started.provider_ref, 1_000))
    assert (await gateway.query(started.provider_ref)).status == "succeeded"
    await inbox.holds(2)
    assert [gateway.read_callback(*notice) for notice in inbox.received] == [None, None]
    states = {alipay_opened(sandbox_process, body)["trade_status"] for _, body in inbox.received}
    assert states == {"TRADE_SUCCESS", "TRADE_CLOSED"}


async def test_a_refund_may_fail_or_not_be_sure_yet(gateway, sandbox_process, inbox):
    for mode, error in (("fail", GatewayRefused), ("late", GatewayDown)):
        started = await gateway.start(a_start(inbox))
        drive(sandbox_process, started, "never", refunds=mode)
        with pytest.raises(error):
            await gateway.refund(a_refund(inbox, started.provider_ref, 1))


async def test_a_wrong_key_is_refused_and_an_answer_that_is_not_theirs_is_none(
    gateway, sandbox_process, inbox
):
    told = settings_of(sandbox_process)
    assert (await gateway.account()).merchant == told.seller_id
    other = keys(sandbox_process)["wechat_signing_key"]
    theirs = wechat_environment(sandbox_process)["ALLHOURS_WECHAT_PUBLIC_KEY"]
    for wrong, error in (
        ({"private_key": other}, GatewayRefused),
        ({"app_id": "2021000000000000"}, GatewayRefused),
        ({"public_key": theirs}, GatewayDown),
    ):
        stranger = AlipayGateway(dataclasses.replace(told, **wrong))
        with pytest.raises(error):
            await stranger.start(a_start(inbox))
        await stranger.close()


async def test_a_provider_that_is_down_or_fell_over_may_have_acted(gateway, sandbox_process, inbox):
    for faults in ({"provider_down": True}, {"broken": True}):
        sandbox_process.faults(**faults)
        with pytest.raises(GatewayDown) as down:
            await gateway.start(a_start(inbox))
        assert down.value.maybe_done


async def a_notice(gateway, twin, inbox):
    started = await gateway.start(a_start(inbox))
    drive(twin, started, "pay")
    await inbox.holds(1)
    return inbox.received[0]


async def test_forged_touched_and_old_notices_are_not_believed(gateway, sandbox_process, inbox):
    headers, body = await a_notice(gateway, sandbox_process, inbox)
    for wrong, reason in (
        (body.replace(b"total_amount=19.90", b"total_amount=1.00"), "bad_signature"),
        (body.replace(b"sign_type=RSA2", b"sign_type=RSA"), "bad_signature"),
        (body + b"&passback_params=1", "bad_signature"),
        (body[:-1], "bad_signature"),
        (b"", "bad_"),  # by some parsers an empty form, by others none
        (body + b"&total_amount=1.00", "bad_body"),
        (body.replace(b"charset=utf-8", b"charset=utf-7"), "bad_body"),
        (b"\xff" + body, "bad_body"),
    ):
        with pytest.raises(CallbackRefused, match=reason):
            gateway.read_callback(headers, wrong)
    for off in (timedelta(minutes=-6), timedelta(hours=27)):
        with clock.at(clock.now() + off), pytest.raises(CallbackRefused, match="too_old"):
            gateway.read_callback(headers, body)


async def test_what_is_signed_and_not_for_us_is_not_believed(gateway, sandbox_process, inbox):
    headers, body = await a_notice(gateway, sandbox_process, inbox)
    told = alipay_opened(sandbox_process, body)
    for wrong, reason in (
        ({"app_id": "2021000000000000"}, "other_merchant"),
        ({"seller_id": "2088000000000000"}, "other_merchant"),
        ({"total_amount": "19.9٠"}, "bad_body"),
        ({"total_amount": "-19.90"}, "bad_body"),
        ({"trade_status": "TRADE_MAYBE"}, "bad_body"),
        ({"notify_id": ""}, "bad_body"),
        ({"notify_time": "today"}, "bad_body"),
    ):
        with pytest.raises(CallbackRefused, match=reason):
            gateway.read_callback(headers, alipay_sealed(sandbox_process, body, told | wrong))
    waits = alipay_sealed(sandbox_process, body, told | {"trade_status": "WAIT_BUYER_PAY"})
    assert gateway.read_callback(headers, waits) is None
    del told["gmt_payment"]
    closed = alipay_sealed(sandbox_process, body, told | {"trade_status": "TRADE_CLOSED"})
    report = gateway.read_callback(headers, closed)
    assert report is not None
    assert report.status == "expired"


async def test_a_notice_in_gbk_is_read_as_it_was_signed(gateway, sandbox_process, inbox):
    headers, body = await a_notice(gateway, sandbox_process, inbox)
    told = alipay_opened(sandbox_process, body) | {"charset": "gbk", "subject": "夜宵"}
    report = gateway.read_callback(headers, alipay_sealed(sandbox_process, body, told))
    assert report is not None
    assert report.amount == Money(1990, "CNY")


def test_keys_come_all_together_or_not_at_all(sandbox_process):
    told = alipay_environment(sandbox_process)
    assert read({}).alipay is None
    with pytest.raises(BadSetting, match="ALLHOURS_ALIPAY_SELLER_ID"):
        read(told | {"ALLHOURS_ALIPAY_SELLER_ID": ""})
