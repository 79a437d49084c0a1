"""The API over real HTTP messages, on real PostgreSQL; providers are the sandbox's process."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio
from starlette.types import ASGIApp

from api.front import in_front
from api.routes import build
from commerce.limits import forget_counts
from commerce.payments import registry
from commerce.settings import settings
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop
from tests.sandbox_process import SandboxProcess, inbox, sandbox_process

__all__ = ["inbox", "sandbox_process"]

Ask = Callable[..., httpx.AsyncClient]


@pytest.fixture(scope="session")
def house(shop_database: str) -> ASGIApp:
    """The machines' face."""
    return in_front(build())


@pytest.fixture
def client_of(house: ASGIApp) -> Ask:
    """A browser or program at a shop's host; `token` is its Bearer."""

    def client(shop: BuiltShop, token: str | None = None, **headers: str) -> httpx.AsyncClient:
        forget_counts()
        forget_shops()  # this one may be newer than what was read last
        given = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(house),
            base_url=f"http://{shop.host}",
            headers=given | {name.replace("_", "-"): value for name, value in headers.items()},
        )

    return client


@pytest_asyncio.fixture
async def till(
    sandbox_process: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SandboxProcess]:
    """The sandbox's till as this shop's payment provider."""
    for name, value in sandbox_process.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    registry.gateways.cache_clear()
    yield sandbox_process
    for gateway in registry.gateways().values():
        await gateway.close()  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.undo()
    settings.cache_clear()
    registry.gateways.cache_clear()
