"""The API over real HTTP messages, on real PostgreSQL; providers are the sandbox's process."""

from collections.abc import Callable

import httpx
import pytest
from starlette.types import ASGIApp

from api.front import in_front
from api.routes import build
from commerce.limits import forget_counts
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop
from tests.provider_cases import case
from tests.sandbox_process import inbox, sandbox_process, till

__all__ = ["case", "inbox", "sandbox_process", "till"]

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
