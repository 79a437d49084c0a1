"""A worker is killed in the midst of an import: another goes on, and nothing is done twice."""

import asyncio
import contextlib
import os
import subprocess
import sys

import pytest
from sqlmodel import col, func, select

from commerce.catalog.models import Product
from commerce.db.session import transaction
from commerce.jobs.worker import work
from commerce.operations.exchange.importing import STEP
from commerce.queue import queue
from commerce.stock.models import StockChange
from tests.builders import a_shop
from tests.commerce.operations.exchange.files import a_file, a_member, begun, read, tried
from tests.launch.processes import HOUSE
from tests.own_database import own_database

ROWS = STEP + 10


@pytest.fixture
async def own(database_url, tmp_path_factory):
    """A database whose jobs no other worker takes."""
    async with (
        own_database(database_url, "imports", str(tmp_path_factory.mktemp("imports"))),
        queue.open_async(),
    ):
        yield


def a_worker():
    told = os.environ | {"ALLHOURS_SECRET_KEY": "a key for tests"}
    return subprocess.Popen([sys.executable, "-m", "commerce", "worker"], cwd=HOUSE, env=told)


async def until(shop, run, reached):
    async with asyncio.timeout(120):
        while not reached(now := await read(shop, run.id)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return now


async def counted(shop):
    """Products, and what was booked of stock."""
    async with transaction(shop.id) as session:
        products = (await session.exec(select(func.count()).select_from(Product))).one()
        booked = await session.exec(select(StockChange.change).order_by(col(StockChange.change)))
        return products, list(booked)


@pytest.mark.usefixtures("own")
async def test_an_import_outlives_its_worker():
    shop = await a_shop()
    mei = await a_member(shop)
    rows = [f"mug-{n},Mug {n},MUG-{n},,5.00,{n + 1}," for n in range(ROWS)]
    dry = await tried(shop, mei, a_file(*rows))
    run = await begun(shop, mei, dry.id)
    async with contextlib.AsyncExitStack() as theirs:
        session = await theirs.enter_async_context(transaction(shop.id))
        last = Product(slug=f"mug-{ROWS - 1}", name={}, summary={}, description={})
        session.add(last)
        await session.flush()  # the second step waits here for us
        worker = a_worker()
        try:
            await until(shop, run, lambda now: now.rows_done)
        finally:
            worker.kill()
            worker.wait(30)
        await session.delete(last)
    assert (await read(shop, run.id)).rows_done == STEP
    assert await counted(shop) == (STEP, list(range(1, STEP + 1)))
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
        await queue.job_manager.retry_job(job)  # as `jobs.rescue` does for the dead
    working = asyncio.create_task(work())
    try:
        done = await until(shop, run, lambda now: now.state == "done")
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
    assert (done.rows_done, done.made, done.wrong) == (ROWS, ROWS, 0)
    assert await counted(shop) == (ROWS, list(range(1, ROWS + 1)))
