"""Group commit: while one batch commits, the next one fills; each caller is answered after its own.

There is no timer: on a quiet night every item is a batch of one, and is committed at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from commerce.errors import Busy
from commerce.settings import settings

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 256  # larger batches gained nothing and answer later
RETRY_SECONDS = 1
log = structlog.get_logger()


@dataclass(slots=True)
class _Waiting(Generic[Item, Answer]):
    """An item and the caller that waits for its answer."""

    item: Item
    answer: asyncio.Future[Answer]


class GroupCommit(Generic[Item, Answer]):
    """A queue in front of one writer.

    `write` commits the items of one batch, in the order of their arrival, and returns for each
    its answer or its own exception. What it raises instead goes to all callers of the batch.
    `longest`: how many may wait, where it is not as many as the settings say.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        most: int = MOST,
        longest: int | None = None,
    ) -> None:
        self.name = name
        self._write = write
        self._most = most
        self._longest = longest
        self._queue: deque[_Waiting[Item, Answer]] = deque()
        self._running: asyncio.Task[None] | None = None
        self._draining = False

    @property
    def waiting(self) -> int:
        """How many items no batch has taken up yet."""
        return len(self._queue)

    @property
    def has_room(self) -> bool:
        """Whether one more would be taken."""
        longest = settings().most_waiting if self._longest is None else self._longest
        return not self._draining and len(self._queue) < longest

    async def submit(self, item: Item) -> Answer:
        """Have `item` committed; returns its answer after that, or raises its exception.

        Raises Busy at once when the queue is full or closed. A caller that is cancelled meanwhile
        takes nothing back: its item is committed all the same.
        """
        if not self.has_room:
            raise Busy(RETRY_SECONDS)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(item, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name=self.name)
        return await answer

    async def drain(self) -> None:
        """Refuse new items, and return once those in the queue are answered."""
        self._draining = True
        while self._running is not None:
            await asyncio.wait((self._running,))

    async def _run(self) -> None:
        try:
            while self._queue:
                await self._fill()
                taken = min(self._most, len(self._queue))
                await self._commit([self._queue.popleft() for _ in range(taken)])
        finally:
            self._running = None
            for left in self._queue:  # only when this task itself was ended
                left.answer.cancel()
            self._queue.clear()

    async def _fill(self) -> None:
        """Let those who are at the door come along: as long as each turn of the loop brings some."""
        before = 0
        while before < len(self._queue) < self._most:
            before = len(self._queue)
            await asyncio.sleep(0)

    async def _commit(self, batch: list[_Waiting[Item, Answer]]) -> None:
        try:
            outcomes = await self._write([waiting.item for waiting in batch])
        except Exception as error:  # noqa: BLE001  handed on to whoever waits for it
            log.warning("batch.failed", batch=self.name, items=len(batch), error=repr(error)[:300])
            outcomes = [error] * len(batch)
        except BaseException:  # this task is being ended: nobody may wait for ever
            for waiting in batch:
                waiting.answer.cancel()
            raise
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if waiting.answer.done():  # its caller went away
                continue
            if isinstance(outcome, Exception):
                waiting.answer.set_exception(outcome)
            else:
                waiting.answer.set_result(outcome)
