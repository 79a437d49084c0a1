"""The job worker outlives its connections."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import psycopg
import pytest

from commerce.jobs.worker import work
from commerce.queue import connection_url, queue
from tests.own_database import own_database

BREAK_ALL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE '%%listen%%'
"""
done = asyncio.Event()


@queue.task(name="tests.note")
async def note() -> None:
    done.set()


@pytest.fixture
async def idle_queue(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """No other test's jobs stand before ours."""
    async with own_database(database_url, "worked", str(tmp_path_factory.mktemp("worked"))):
        yield


@pytest.mark.usefixtures("idle_queue")
async def test_jobs_are_done_after_the_worker_s_connection_broke() -> None:
    done.clear()
    working = asyncio.create_task(work())
    try:
        await until_done()
        done.clear()
        with psycopg.connect(connection_url(), autocommit=True) as connection:
            async with asyncio.timeout(15):
                # The first job may be done before it listens.
                while not connection.execute(BREAK_ALL).fetchall()[0][0]:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        await until_done()
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def until_done() -> None:
    """Ask for the note until somebody has written it."""
    async with asyncio.timeout(15):
        while not done.is_set():
            with contextlib.suppress(Exception):
                await note.defer_async()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), 0.5)
