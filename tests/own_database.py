"""A migrated database of a module's own, for tests that count what is in theirs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from psycopg import sql

from commerce.db.session import dispose
from commerce.operations.backups.targets import drop_database
from commerce.queue import connector, queue
from commerce.settings import settings
from commerce.shops.queries import forget_shops


@asynccontextmanager
async def own_database(database_url: str, suffix: str, data_dir: str) -> AsyncIterator[None]:
    """Let `commerce` work on a fresh copy of the template, and on `database_url` again after it.

    The queue that other tests hold open leads to theirs and stays as it is.
    """
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as server:
        name = f"{server.info.dbname}_{suffix}"
        drop_database(server, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE migrated").format(sql.Identifier(name)))
        own = database_url.replace(f"/{server.info.dbname}?", f"/{name}?")
    await dispose()
    with pytest.MonkeyPatch.context() as patch, queue.replace_connector(connector()):
        patch.setenv("DATABASE_URL", own)
        patch.setenv("ALLHOURS_MODE", "test")
        patch.setenv("ALLHOURS_DATA_DIR", data_dir)
        settings.cache_clear()
        forget_shops()
        yield
        await dispose()
    settings.cache_clear()
    forget_shops()
