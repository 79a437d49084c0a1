"""Tells the sandbox's till of the demo's past payments, so that they can be refunded there."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx
import structlog

from commerce import clock
from commerce.money import Money
from commerce.payments.gateways import Gateway, GatewayDown, GatewayRefused, StartPayment
from commerce.payments.models import Payment
from commerce.payments.registry import gateways
from commerce.settings import settings

_AT_ONCE = 8
log = structlog.get_logger()


async def deposit(shop_name: str, payments: Sequence[Payment]) -> None:
    """Pay these at the till as well and keep its references; without a till there is none.

    A till that does not answer leaves them as they are: they stay paid, but can't be refunded.
    """
    till = gateways().get("sandbox")
    url = settings().sandbox_url
    if till is None or url is None:
        return
    turnstile = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as driver:  # noqa: S501  loopback

        async def pay(payment: Payment) -> None:
            async with turnstile:
                await _pay(till, driver, shop_name, payment)

        try:
            async with asyncio.TaskGroup() as group:
                for payment in payments:
                    group.create_task(pay(payment))
        except* (GatewayDown, GatewayRefused, httpx.HTTPError) as failed:
            log.warning("demo.till_failed", error=str(failed.exceptions[0]))


async def _pay(till: Gateway, driver: httpx.AsyncClient, shop_name: str, payment: Payment) -> None:
    base = settings().public_url
    started = await till.start(
        StartPayment(
            reference=str(payment.id),
            idempotency_key=str(payment.id),
            amount=Money(payment.amount_minor, payment.currency),
            description=payment.order_number,
            shop_name=shop_name,
            locale="en",
            method=payment.method,
            return_url=base,
            notify_url=f"{base}/api/v1/payments/sandbox/notify",
            expires_at=clock.now() + timedelta(minutes=15),
        )
    )
    answer = await driver.post(f"/drive/{started.provider_ref}", json={"outcome": "never"})
    answer.raise_for_status()
    payment.provider_ref = started.provider_ref
