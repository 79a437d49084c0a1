"""The driver's own connections, for those few statements where SQLAlchemy's comfort costs too much.

They serve the group commits: one transaction at a time each. A plan is kept for a second: to make
one for each call would take longer than the call, and one kept for long would be that of an empty
table when thousands of rows a second come into it.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg import AsyncRawCursor
from psycopg.rows import TupleRow

from commerce.db import arrays
from commerce.settings import settings

Connection = psycopg.AsyncConnection[TupleRow]

# No compiling, which takes longer still; and a small table may be a large one within the second.
_OPTIONS = "-c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off"
PLANS_KEPT = 1.0  # seconds
_NAMED = re.compile(r"%\((\w+)\)b")
_open: "WeakSet[DirectConnection]" = WeakSet()


class CommitUnknown(psycopg.OperationalError):
    """The connection broke at the commit: nobody knows yet whether it took place."""


class Numbered:
    """A statement whose values have names (`%(name)b`), in the server's own form, made once.

    The driver would search a long one for its names at each call.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._names = list(dict.fromkeys(_NAMED.findall(text)))
        places = {name: f"${place}" for place, name in enumerate(self._names, start=1)}
        self._numbered = _NAMED.sub(lambda name: places[name[1]], text).encode()

    async def run(self, connection: Connection, values: Mapping[str, Any]) -> list[TupleRow]:
        """Its rows, prepared at the first call. Raises KeyError for a name without a value."""
        async with AsyncRawCursor(connection) as cursor:
            await cursor.execute(
                self._numbered, [values[name] for name in self._names], prepare=True
            )
            return await cursor.fetchall()


class DirectConnection:
    """One connection that is opened when it is needed, and again after it broke."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._connection: Connection | None = None
        self._lock = asyncio.Lock()
        self._planned_at = 0.0

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """A transaction of its own: commits at the end, rolls back what failed.

        Raises psycopg's OperationalError when the database is away or the connection broke before
        the commit (nothing was kept), CommitUnknown when it broke at the commit.
        """
        async with self._lock:
            connection = await self._opened()
            committing = False
            try:
                async with connection.transaction():
                    yield connection
                    committing = True
            except BaseException as error:
                if connection.broken or not _is_idle(connection):
                    await self._discard()
                if committing and isinstance(error, psycopg.OperationalError):
                    raise CommitUnknown(str(error)) from error
                raise

    async def close(self) -> None:
        """Give the connection back; the next transaction opens a new one."""
        async with self._lock:
            await self._discard()

    async def _opened(self) -> Connection:
        if self._connection is None or self._connection.closed:
            url = settings().database_url.replace("postgresql+psycopg://", "postgresql://", 1)
            self._connection = await psycopg.AsyncConnection.connect(
                url, autocommit=True, options=_OPTIONS, application_name=self._name
            )
            arrays.register(self._connection)
            _open.add(self)
        elif time.monotonic() - self._planned_at > PLANS_KEPT:
            await self._connection.execute("DISCARD PLANS")
            self._planned_at = time.monotonic()
        return self._connection

    async def _discard(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


async def close_all() -> None:
    """Close what this process opened."""
    for connection in tuple(_open):
        await connection.close()


def _is_idle(connection: psycopg.AsyncConnection[Any]) -> bool:
    return connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
