"""An order at one of the providers, once for each: paid, told of, asked about by tests.

A test package takes the fixture by importing it in its conftest, beside `sandbox_process`, `inbox`
and a `client_of`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import pytest_asyncio

from commerce.payments.gateways.alipay import AlipayGateway
from commerce.payments.gateways.sandbox import SandboxGateway
from commerce.payments.gateways.wechat import WechatGateway
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.providers import PROVIDERS, Notice, Provider
from tests.sandbox_process import Inbox, SandboxProcess, paid_through


@dataclass
class Case:
    """An order of 18.00 CNY at one provider, and what a test does to it."""

    provider: Provider
    twin: SandboxProcess
    inbox: Inbox
    shop: BuiltShop
    number: str
    own: httpx.AsyncClient
    anybody: httpx.AsyncClient

    async def start(self) -> httpx.Response:
        body = {"method": self.provider.method}
        return await self.own.post(f"/api/v1/orders/{self.number}/payments", json=body)

    async def started(self) -> str:
        """An attempt's id at the provider."""
        answer = await self.start()
        assert answer.status_code == 201, answer.text
        return self.provider.driven(answer.json()["pay_url"], answer.json()["qr"])

    async def notice(self, reference: str, outcome: str = "pay", count: int = 1) -> Notice:
        """Let it happen and take the provider's notice, without passing it on."""
        before = len(self.inbox.received)
        self.twin.drive(reference, outcome)
        await self.inbox.holds(before + count)
        return self.inbox.received[-1]

    async def passed_on(self, notice: Notice) -> int:
        return (await self.answered(notice)).status_code

    async def is_taken(self, notice: Notice) -> bool:
        answer = await self.answered(notice)
        return (answer.status_code, answer.text) == self.provider.taken

    async def answered(self, notice: Notice) -> httpx.Response:
        headers, body = notice
        kept = {n: v for n, v in headers.items() if n not in ("host", "content-length")}
        url = f"/api/v1/payments/{self.provider.name}/notify"
        return await self.anybody.post(url, content=body, headers=kept)

    async def seen(self) -> dict[str, Any]:
        return (await self.own.get(f"/api/v1/orders/{self.number}")).json()

    async def is_paid(self) -> bool:
        return (await self.seen())["payment_status"] == "paid"


@pytest_asyncio.fixture(params=PROVIDERS, ids=lambda provider: provider.name)
async def case(
    request: pytest.FixtureRequest,
    sandbox_process: SandboxProcess,
    inbox: Inbox,
    client_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Case]:
    provider: Provider = request.param
    async with paid_through(provider.environment(sandbox_process), monkeypatch):
        _call_back_to(sandbox_process, inbox, monkeypatch)
        shop = await a_product(await a_shop())
        placed = await an_order(shop)
        yield Case(
            provider=provider,
            twin=sandbox_process,
            inbox=inbox,
            shop=shop,
            number=placed.number,
            own=client_of(shop, placed.access_token),
            anybody=client_of(shop),
        )
        sandbox_process.faults()


def _call_back_to(twin: SandboxProcess, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    twin.call("POST", "/drive/stripe", json={"endpoint": inbox.url}).raise_for_status()
    for kind in (SandboxGateway, WechatGateway, AlipayGateway):
        monkeypatch.setattr(kind, "start", _calling_back_to(inbox, kind.start))


def _calling_back_to(inbox: Inbox, asked: Any) -> Any:
    async def start(gateway: Any, command: Any) -> Any:
        return await asked(gateway, replace(command, notify_url=inbox.url))

    return start
