"""The demo, seeded once into a database of its own: other tests count what is in theirs."""

from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from commerce.db.session import dispose
from commerce.demo.seeding import seed
from commerce.settings import settings
from commerce.shops.queries import forget_shops
from tests.sandbox_process import sandbox_process

__all__ = ["sandbox_process", "seeded"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """The demo shops stand in the database that `commerce` works on."""
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as server:
        name = sql.Identifier(f"{server.info.dbname}_demo")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE migrated").format(name))
        own = database_url.replace(f"/{server.info.dbname}?", f"/{server.info.dbname}_demo?")
    await dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", own)
        patch.setenv("ALLHOURS_MODE", "test")
        patch.setenv("ALLHOURS_DATA_DIR", str(tmp_path_factory.mktemp("demo")))
        settings.cache_clear()
        await seed()
        yield
        await dispose()
    settings.cache_clear()
    forget_shops()
