"""A batch that is written whole, or by halves until the one that breaks it stands alone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import psycopg
import structlog

from commerce.db.direct import CommitUnknown
from commerce.errors import Busy

Item = TypeVar("Item")
Answer = TypeVar("Answer")

PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds before the next try, when the database is away
log = structlog.get_logger()


async def by_halves(
    what: str,
    write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
    items: Sequence[Item],
) -> list[Answer | Exception]:
    """What `write` answers to each item, in a transaction of its own; else what spoke against it.

    For what may be asked for again: when the connection broke at the commit, all are told Busy.
    """
    for pause in PAUSES:
        try:
            return list(await write(items))
        except CommitUnknown:
            log.warning("batch.commit_unknown", batch=what, items=len(items))
            break
        except psycopg.OperationalError as lost:  # nothing of it was kept
            log.warning("batch.written_again", batch=what, items=len(items), error=str(lost)[:200])
            await asyncio.sleep(pause)
        except Exception as error:
            if len(items) == 1:
                log.exception("batch.not_written", batch=what)
                return [error]
            middle = len(items) // 2
            left = await by_halves(what, write, items[:middle])
            return left + await by_halves(what, write, items[middle:])
    return [Busy() for _ in items]
