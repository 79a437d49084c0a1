"""The database under all tests: one throw-away server, one migrated database for each worker."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from commerce.db.session import dispose
from commerce.logs import set_up_logs
from commerce.queue import queue
from commerce.settings import settings
from launch.postgres import running_postgres

# A deadline says how busy the machine is, not whether the law holds.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
set_up_logs()  # structlog's own tracebacks print every local: minutes, for a batch of orders

HOUSE = Path(__file__).resolve().parent.parent
SERVER = pytest.StashKey[ExitStack]()
TEMPLATE = "migrated"
TEMPLATE_LOCK = 20_250_101  # any number that all workers agree on


@contextmanager
def _server() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="allhours-test-"))
    try:
        with running_postgres(folder, durable=False) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """With xdist the controller owns the server: it outlives each worker."""
    config = node.config
    if SERVER not in config.stash:
        config.stash[SERVER] = ExitStack()
        config.allhours_postgres_url = config.stash[SERVER].enter_context(_server())
    node.workerinput["postgres_url"] = config.allhours_postgres_url


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        config.stash[SERVER].close()


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A running PostgreSQL of the tests' own; the URL is of an empty database."""
    given = getattr(request.config, "workerinput", {}).get("postgres_url")
    if given:
        yield given
        return
    with _server() as url:
        yield url


@pytest.fixture(scope="session")
def database_url(postgres_url: str) -> str:
    """This worker's own database, migrated to the newest version; committed rows stay in it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with psycopg.connect(_plain(postgres_url), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
        _make_template(server, postgres_url)
        _copy(server, TEMPLATE, f"test_{worker}")
        server.execute("SELECT pg_advisory_unlock(%s)", (TEMPLATE_LOCK,))
    return _named(postgres_url, f"test_{worker}")


def _make_template(server: "psycopg.Connection[Any]", postgres_url: str) -> None:
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone():
        return
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("migrating")))
    migrated = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=HOUSE,
        env=os.environ | {"DATABASE_URL": _named(postgres_url, "migrating")},
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        server.execute("DROP DATABASE migrating")
        pytest.exit(f"alembic upgrade head failed:\n{migrated.stdout}{migrated.stderr}", 3)
    rename = sql.SQL("ALTER DATABASE migrating RENAME TO {}").format(sql.Identifier(TEMPLATE))
    server.execute(rename)


def _copy(server: "psycopg.Connection[Any]", template: str, name: str) -> None:
    names = sql.Identifier(name), sql.Identifier(template)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def _named(url: str, database: str) -> str:
    head, query = url.split("?", 1)
    return f"{head.rsplit('/', 1)[0]}/{database}?{query}"


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[None]:
    """`commerce` in this process works on this worker's database."""
    told = {
        "ALLHOURS_MODE": "test",
        "ALLHOURS_SECRET_KEY": "a key for tests",
        "DATABASE_URL": database_url,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        patch.delenv("REDIS_URL", raising=False)
        settings.cache_clear()
        yield
        await dispose()
    settings.cache_clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop_database(database: None, database_url: str) -> AsyncIterator[str]:
    """The same, with the job queue open, so that verbs can defer."""
    async with queue.open_async():
        yield database_url
