"""The demo, seeded once into a database of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from commerce.demo.seeding import seed
from tests.own_database import own_database
from tests.sandbox_process import sandbox_process, till

__all__ = ["sandbox_process", "seeded", "till"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """The demo shops stand in the database that `commerce` works on."""
    async with own_database(database_url, "demo", str(tmp_path_factory.mktemp("demo"))):
        await seed()
        yield
