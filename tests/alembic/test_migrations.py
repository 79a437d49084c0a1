"""Migrations: up, down and up again on a database that is not empty; models have no difference."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlmodel import SQLModel

from commerce import tables as _tables  # noqa: F401  # pyright: ignore[reportUnusedImport]
from commerce.db.session import dispose
from commerce.demo.seeding import seed
from commerce.operations.backups.targets import drop_database
from commerce.queue import connection_url, queue
from tests.own_database import own_database
from tests.trading import a_traded_shop

ROOT = Path(__file__).resolve().parents[2]
REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions()
]


def alembic(url, *commands):
    """Run Alembic's commands in a process of their own; each with its argument."""
    steps = "; ".join(f"command.{name}(config, *{given!r})" for name, *given in commands)
    program = f"from alembic import command, config; config = config.Config('alembic.ini'); {steps}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def fresh(postgres_url):
    """An empty database of this test's own: its URL for us and for psycopg."""
    with a_database(postgres_url) as url:
        yield url


@pytest.fixture
def filled(seeded, postgres_url):
    """A copy of the demo's database, in which every table has rows."""
    with a_database(postgres_url, seeded) as url:
        yield url


@contextmanager
def a_database(postgres_url, template="template1"):
    name = f"migrations_{os.getpid()}"
    plain = postgres_url.replace("+psycopg", "", 1)
    with psycopg.connect(plain, autocommit=True) as server:
        drop_database(server, name)
        names = sql.Identifier(name), sql.Identifier(template)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    head, query = postgres_url.split("?", 1)
    yield f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    with psycopg.connect(plain, autocommit=True) as server:
        drop_database(server, name)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(database_url, tmp_path_factory):
    """The name of the database that the demo stands in; nobody is connected to it."""
    async with own_database(database_url, "filled", str(tmp_path_factory.mktemp("filled"))):
        await seed()
        async with queue.open_async():
            await a_traded_shop()
        await dispose()
        yield connection_url().split("?", 1)[0].rsplit("/", 1)[1]


def test_every_table_is_filled_before_migrations_are_tried(filled):
    with psycopg.connect(filled.replace("+psycopg", "", 1)) as connection:
        empty = {
            table
            for table in SQLModel.metadata.tables
            if not connection.execute(
                sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
            ).fetchone()
        }
    assert empty == set()


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_down_and_up_on_filled_data(filled, revision):
    alembic(filled, ("downgrade", f"{revision}-1"), ("upgrade", "head"), ("check",))


def test_the_last_downgrade_leaves_nothing_behind(fresh):
    alembic(fresh, ("upgrade", "head"), ("downgrade", "base"))
    with psycopg.connect(fresh.replace("+psycopg", "", 1)) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p', 'S', 'v')"
        ).fetchall()
    assert {name for (name,) in left} <= {"alembic_version"}
