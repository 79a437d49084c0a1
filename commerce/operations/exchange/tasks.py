"""The jobs of imports and exports; each goes on where one that died stood."""

from uuid import UUID

import procrastinate

from commerce.operations.exchange.exporting import run_export
from commerce.operations.exchange.importing import run_import
from commerce.queue import queue

RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)


@queue.task(name="exchange.import", retry=RETRY)
async def import_now(shop: str, exchange: str) -> None:
    """Import, or try it."""
    await run_import(UUID(shop), UUID(exchange))


@queue.task(name="exchange.export", retry=RETRY)
async def export_now(shop: str, exchange: str) -> None:
    """Write a file."""
    await run_export(UUID(shop), UUID(exchange))
