"""The job queue (procrastinate): tasks are declared in the floor that they belong to."""

from typing import Any

import procrastinate
from procrastinate.tasks import Task
from psycopg_pool import AsyncConnectionPool

from commerce.db.session import Session
from commerce.settings import settings


def connection_url() -> str:
    """The database's URL as libpq reads it."""
    return libpq_url(settings().database_url)


def libpq_url(url: str) -> str:
    """A URL of ours without the driver's name in it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _pool(**given: Any) -> AsyncConnectionPool[Any]:
    sizes: dict[str, Any] = {"min_size": 1, "max_size": 4}
    return AsyncConnectionPool(connection_url(), **(sizes | given))


def connector() -> procrastinate.PsycopgConnector:
    """A way to the database of the settings, not yet open."""
    return procrastinate.PsycopgConnector(pool_factory=_pool)


queue = procrastinate.App(connector=connector())


async def defer(session: Session, task: Task[Any, Any, Any], **arguments: Any) -> None:
    """Enqueue `task` in the caller's transaction: a rollback removes the job again."""
    await task.configure(connection=await session.driver()).defer_async(**arguments)
