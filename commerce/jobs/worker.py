"""The worker: beside the web server by default, a process of its own when scaled out."""

import asyncio
import contextlib

import structlog

from commerce.jobs import periodic
from commerce.messages import sending
from commerce.operations.backups import tasks as backups
from commerce.operations.exchange import tasks as exchange
from commerce.orders import campaigning, notices, refunding, serving, steering
from commerce.people import resetting
from commerce.queue import queue

# Every module that declares tasks: importing them is what registers them.
TASKS = (
    periodic,
    backups,
    campaigning,
    exchange,
    notices,
    refunding,
    resetting,
    sending,
    serving,
    steering,
)
GRACEFUL_SECONDS = 3
log = structlog.get_logger()


async def work(*, concurrency: int = 4) -> None:
    """Run jobs until cancelled; begins again when the database was away."""
    while True:
        try:
            async with queue.open_async():
                await queue.run_worker_async(
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=GRACEFUL_SECONDS,
                    delete_jobs="successful",
                )
            # Nobody asked it to stop: it gives up quietly when its listening connection breaks.
            log.warning("jobs.worker_restarts", error="stopped by itself")
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  a worker outlives whatever broke
            log.warning("jobs.worker_restarts", error=type(error).__name__)
            with contextlib.suppress(Exception):
                await queue.close_async()
        await asyncio.sleep(1)
