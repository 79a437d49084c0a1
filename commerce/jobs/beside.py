"""What runs beside the web server in its process: live topics and, by default, the jobs."""

import asyncio

from commerce.carts import ordering
from commerce.db import live
from commerce.jobs.worker import work
from commerce.orders import starting
from commerce.orders.payment_writer import payment_writer
from commerce.orders.writer import writer
from commerce.payments import opening
from commerce.payments.registry import close_gateways
from commerce.queue import queue
from commerce.settings import settings


async def follow_topics() -> None:
    """Hear of changes that other processes made."""
    await live.listen(settings().database_url)


async def write_orders() -> None:
    """At the end let the writers answer who waits for them."""
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.gather(
            writer.drain(),
            payment_writer.drain(),
            opening.drain(),
            starting.drain(),
            ordering.drain(),
        )
        await close_gateways()


async def run_jobs() -> None:
    """Run jobs here, unless workers of their own do (ALLHOURS_JOBS=apart)."""
    if not settings().jobs_apart:
        await work()
        return
    async with queue.open_async():
        await asyncio.Event().wait()
