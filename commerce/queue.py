"""The job queue (procrastinate): tasks are declared in the floor that they belong to."""

from typing import Any

import procrastinate
from psycopg_pool import AsyncConnectionPool

from commerce.db.session import Session
from commerce.settings import settings


def connection_url() -> str:
    """The database's URL as libpq reads it."""
    return settings().database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def _pool(**more: Any) -> AsyncConnectionPool[Any]:
    return AsyncConnectionPool(connection_url(), **({"min_size": 1, "max_size": 4} | more))


queue = procrastinate.App(connector=procrastinate.PsycopgConnector(pool_factory=_pool))


async def defer(session: Session, task: procrastinate.tasks.Task[..., Any, Any], **arguments: Any) -> None:
    """Enqueue `task` in the caller's transaction: a rollback removes the job again."""
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    await task.configure(connection=raw.driver_connection).defer_async(**arguments)
