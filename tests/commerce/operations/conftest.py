"""A shop that went through all that happens to orders, in a database that each test may break."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from commerce.db.session import dispose
from commerce.operations.auditing import acknowledgements
from commerce.operations.auditing.audit import Finding, judge
from commerce.operations.auditing.books import Books, Violation
from commerce.operations.backups.targets import drop_database
from commerce.queue import queue
from commerce.settings import settings
from tests.builders import a_product, a_shop
from tests.own_database import own_database
from tests.trading import a_traded_shop


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def traded(database_url: str, tmp_path_factory: pytest.TempPathFactory):
    """The URL of a database in which orders went every way; nobody is connected to it."""
    folder = str(tmp_path_factory.mktemp("traded"))
    async with own_database(database_url, "traded", folder):
        async with queue.open_async():
            await a_traded_shop()
            await a_product(await a_shop())
        url = settings().database_url
        await dispose()
        yield url


@dataclass
class Desk:
    """A connection to those books: what is done to them, and the audit of what they are then."""

    connection: psycopg.Connection[Any]

    def __call__(self, statement: Any, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def audit(self, acknowledged: Path | None = None, shown: int = 20) -> list[Finding]:
        if acknowledged:
            acknowledgements.load(self.connection, acknowledged)
        books = Books(self.connection, acknowledged is not None)
        return judge(books, shown, lambda _rule: None)

    def broken(self, acknowledged: Path | None = None) -> dict[str, list[Violation]]:
        """Rule -> what breaks it, of the rules that do not hold."""
        found = self.audit(acknowledged)
        return {one.rule.name: list(one.shown) for one in found if one.violations}


@pytest.fixture
def books(traded: str) -> Iterator[Desk]:
    """The traded books in a transaction that is rolled back."""
    with psycopg.connect(traded.replace("+psycopg", "", 1)) as connection:
        yield Desk(connection)
        connection.rollback()


@pytest.fixture
def own_books(traded: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A copy of the traded books is the database of the settings; what is done is committed."""
    plain = traded.replace("+psycopg", "", 1)
    head, _, query = plain.partition("?")
    server_url, _, source = head.rpartition("/")
    names = sql.Identifier(f"{source}_copy"), sql.Identifier(source)
    with psycopg.connect(f"{server_url}/postgres?{query}", autocommit=True) as server:
        drop_database(server, f"{source}_copy")
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    monkeypatch.setenv("DATABASE_URL", f"{head}_copy?{query}")
    settings.cache_clear()
    with psycopg.connect(f"{head}_copy?{query}", autocommit=True) as connection:
        yield Desk(connection)
    settings.cache_clear()
