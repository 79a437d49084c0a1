"""Live topics: who waits for a change hears of it, whichever process made it.

Nothing rests on a topic being heard: followers also read again by themselves now and then.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import ClassVar

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

CHANNEL = "allhours_live"
BETWEEN_RINGS = 0.2  # seconds; followers read again at each
log = structlog.get_logger()

_followers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
_reactions: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)
_of_kind: list[tuple[str, Callable[[str], None]]] = []


async def publish(engine: AsyncEngine, topics: Iterable[str]) -> None:
    """Tell all processes that `topics` changed: a statement of its own, after the commit.

    A failure is logged and swallowed: the change itself is already committed.
    """
    try:
        async with engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await autocommit.execute(
                text(
                    "SELECT pg_notify(:channel, topic) FROM unnest(CAST(:topics AS text[])) topic"
                ),
                {"channel": CHANNEL, "topics": sorted(topics)},
            )
    except SQLAlchemyError as error:
        log.warning("live.publish_failed", error=type(error).__name__)


class _Bell:
    """Topics that wait to be told, and the task that tells them."""

    topics: ClassVar[set[str]] = set()
    ringing: ClassVar[asyncio.Task[None] | None] = None


def ring(engine: AsyncEngine, topics: Iterable[str]) -> None:
    """Publish `topics` soon: at once when it is quiet, together with others at a peak."""
    _Bell.topics.update(topics)
    if _Bell.topics and (_Bell.ringing is None or _Bell.ringing.done()):
        _Bell.ringing = asyncio.create_task(_ring(engine))


async def _ring(engine: AsyncEngine) -> None:
    while _Bell.topics:
        topics, _Bell.topics = _Bell.topics, set()
        await publish(engine, topics)
        await asyncio.sleep(BETWEEN_RINGS)


async def fall_silent() -> None:
    """Let what is being told be told, for a second: before its connections are closed."""
    ringing = _Bell.ringing
    if ringing is not None and not ringing.done():
        _, untold = await asyncio.wait((ringing,), timeout=1)
        for task in untold:
            task.cancel()


def wake(topic: str) -> None:
    """Wake this process's followers of `topic`."""
    for changed in _followers.get(topic, ()):
        changed.set()
    for react in _reactions.get(topic, ()):
        react()
    for kind, react_to in _of_kind:
        if topic.startswith(kind):
            react_to(topic)


def on_change(topic: str, react: Callable[[], None]) -> None:
    """Call `react` in this process whenever `topic` changes, for as long as it lives."""
    _reactions[topic].append(react)


def on_changes(kind: str, react_to: Callable[[str], None]) -> None:
    """The same for every topic that begins with `kind`, which topic it is being told."""
    _of_kind.append((kind, react_to))


@asynccontextmanager
async def following(*topics: str) -> AsyncGenerator[asyncio.Event]:
    """An event that is set whenever one of `topics` changes; clear it after each wait."""
    changed = asyncio.Event()
    for topic in topics:
        _followers[topic].add(changed)
    try:
        yield changed
    finally:
        for topic in topics:
            _followers[topic].discard(changed)
            if not _followers[topic]:
                del _followers[topic]


async def changed_within(changed: asyncio.Event, seconds: float) -> bool:
    """Wait for `changed`, at most `seconds`; whether it was set. Clears it."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(changed.wait(), seconds)
    was_set = changed.is_set()
    changed.clear()
    return was_set


async def listen(database_url: str) -> None:
    """Pass on every topic of the database to this process's followers, until cancelled."""
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                for topic in (*_followers, *_reactions):  # what was missed while not connected
                    wake(topic)
                async for notice in connection.notifies():
                    wake(notice.payload)
        except psycopg.OperationalError as error:
            log.warning("live.listen_lost", error=type(error).__name__)
            await asyncio.sleep(1)
