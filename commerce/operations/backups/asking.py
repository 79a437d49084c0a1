"""Asking for a backup or a proof now, and whether one is being made."""

from typing import Any

from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task
from sqlalchemy import text

from commerce.db.session import Session
from commerce.operations.backups.running import TOPIC
from commerce.operations.backups.tasks import make_now, prove_now
from commerce.queue import defer

_AT_WORK = """
SELECT task_name FROM procrastinate_jobs
 WHERE task_name IN ('backups.make', 'backups.prove') AND status IN ('todo', 'doing')
"""


async def ask_for_backup(session: Session) -> None:
    """Have one made soon; one that waits already is enough."""
    await _ask(session, make_now)


async def ask_for_proof(session: Session) -> None:
    """Have the newest restored on trial soon; one that waits already is enough."""
    await _ask(session, prove_now)


async def asked_for(session: Session) -> frozenset[str]:
    """Which of 'backups.make' and 'backups.prove' wait or are at work."""
    return frozenset((await session.run(text(_AT_WORK))).scalars())


async def _ask(session: Session, task: Task[Any, Any, Any]) -> None:
    try:
        async with session.begin_nested():
            await defer(session, task)
    except AlreadyEnqueued:
        pass
    session.tell(TOPIC)
