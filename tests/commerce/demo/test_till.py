"""The demo's past payments lie at the till, too: they can be refunded."""

from datetime import timedelta

import pytest

from commerce import clock
from commerce.demo.till import deposit
from commerce.ids import new_id
from commerce.money import Money
from commerce.payments.gateways import StartRefund
from commerce.payments.models import AttemptState, Payment
from commerce.payments.registry import gateway
from commerce.settings import settings
from tests.sandbox_process import SandboxProcess


def a_past_payment() -> Payment:
    return Payment(
        order_id=new_id(),
        order_number="2345678Z",
        provider="sandbox",
        method="card",
        amount_minor=12_800,
        currency="CNY",
        state=AttemptState.SUCCEEDED,
        provider_ref="pay_demo",
        expires_at=clock.now() - timedelta(days=3),
    )


def refund_of(payment: Payment) -> StartRefund:
    key = str(new_id())
    return StartRefund(
        provider_ref=payment.provider_ref or "",
        reference=key,
        idempotency_key=key,
        amount=Money(payment.amount_minor, payment.currency),
        reason="returned",
        notify_url="http://127.0.0.1:9/notify",
    )


async def test_a_past_payment_can_be_refunded(till: SandboxProcess):
    payment = a_past_payment()
    await deposit("Lantern Market", [payment])
    report = await gateway("sandbox").refund(refund_of(payment))
    assert report.status in ("succeeded", "pending")
    await gateway("sandbox").close()  # pyright: ignore[reportAttributeAccessIssue]


async def test_a_till_that_is_down_leaves_payments_as_they_are(
    till: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ALLHOURS_SANDBOX_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    payment = a_past_payment()
    await deposit("Lantern Market", [payment])
    assert payment.provider_ref == "pay_demo"
