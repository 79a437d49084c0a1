"""Jobs that make a backup and prove one: each in a process of its own, which stands back."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

import procrastinate
import structlog

from commerce.db.session import transaction_over_all_shops
from commerce.operations.backups.manifest import HOUSE
from commerce.operations.backups.standing import standing
from commerce.queue import queue
from commerce.settings import settings

DONE, BROKEN, TROUBLE, BUSY = 0, 1, 2, 3  # how the operator's commands end
_NICE = "10"
_MAKE, _PROVE = ("backup",), ("restore", "--prove")
RETRY = procrastinate.RetryStrategy(max_attempts=2, wait=60)
log = structlog.get_logger()


@queue.task(name="backups.make", retry=RETRY, queueing_lock="backups.make")
async def make_now() -> None:
    """Make a backup."""
    await _run(*_MAKE)


@queue.task(name="backups.prove", retry=RETRY, queueing_lock="backups.prove")
async def prove_now() -> None:
    """Prove that the newest backup can be restored."""
    await _run(*_PROVE)


async def keep_up() -> None:
    """Make the backup that is due, then prove the one that is to be proven."""
    told = settings().backups
    async with transaction_over_all_shops() as session:
        make = (await standing(session, told)).backup_is_due
    if make:
        await _run(*_MAKE)
    async with transaction_over_all_shops() as session:
        prove = (await standing(session, told)).proof_is_due
    if prove:
        await _run(*_PROVE)


async def _run(*command: str) -> None:
    """Run the operator's command; what fails in it is kept and told there."""
    arguments = [sys.executable, "-m", "commerce", *command, "--by-clock"]
    process = await asyncio.create_subprocess_exec(
        "nice", "-n", _NICE, *arguments, cwd=HOUSE, start_new_session=True
    )
    try:
        status = await process.wait()
    finally:
        if process.returncode is None:  # the worker is asked to stop: pg_dump goes too
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
    log.info("backups.ended", command=command[0], status=status)
    if status not in (DONE, BROKEN, TROUBLE, BUSY):
        raise RuntimeError(f"{' '.join(command)} ended with {status}")
