"""Group commit: who waits is answered after the commit, once, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from commerce.db.batches import GroupCommit
from commerce.errors import Busy, NotFound


class Ledger:
    """Writes numbers down, a batch at a time, when it is let."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def write(self, items: Sequence[int]) -> list[int | Exception]:
        await self.open.wait()
        self.batches.append(list(items))
        return [NotFound("number") if item < 0 else item * 10 for item in items]


async def test_a_lone_item_is_committed_at_once() -> None:
    ledger = Ledger()
    assert await GroupCommit("lone", ledger.write).submit(4) == 40
    assert ledger.batches == [[4]]


async def test_the_next_batch_fills_while_one_commits_and_none_is_too_large() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("fills", ledger.write, most=3)
    callers = [asyncio.create_task(group.submit(n)) for n in range(8)]
    await asyncio.sleep(0)
    ledger.open.set()
    assert await asyncio.gather(*callers) == [n * 10 for n in range(8)]
    assert ledger.batches == [[0, 1, 2], [3, 4, 5], [6, 7]]


async def test_who_comes_in_the_same_turns_of_the_loop_comes_along() -> None:
    ledger = Ledger()
    group = GroupCommit("along", ledger.write)

    async def after(turns: int, item: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await group.submit(item)

    assert await asyncio.gather(*(after(n, n) for n in range(6))) == [n * 10 for n in range(6)]
    assert ledger.batches == [[0, 1, 2, 3, 4, 5]]


async def test_an_item_fails_alone() -> None:
    ledger = Ledger()
    group = GroupCommit("alone", ledger.write)
    answers = await asyncio.gather(*(group.submit(n) for n in (1, -1, 2)), return_exceptions=True)
    assert answers[0] == 10
    assert isinstance(answers[1], NotFound)
    assert answers[2] == 20


async def test_what_the_writer_raises_reaches_every_caller() -> None:
    async def broken(_items: Sequence[int]) -> list[int | Exception]:
        raise RuntimeError("no database")

    group = GroupCommit[int, int]("broken", broken)
    answers = await asyncio.gather(*(group.submit(n) for n in (1, 2)), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["no database", "no database"]


async def test_a_full_queue_refuses_at_once() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("full", ledger.write, most=1, longest=2)
    first = asyncio.create_task(group.submit(1))
    await asyncio.sleep(0.01)  # taken up: it waits for the ledger, not in the queue
    others = [asyncio.create_task(group.submit(n)) for n in (2, 3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await group.submit(4)
    ledger.open.set()
    assert await asyncio.gather(first, *others) == [10, 20, 30]


async def test_a_caller_who_goes_away_takes_nothing_back() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("away", ledger.write)
    gone = asyncio.create_task(group.submit(1))
    await asyncio.sleep(0)
    stays = asyncio.create_task(group.submit(2))
    await asyncio.sleep(0)
    gone.cancel()
    ledger.open.set()
    assert await stays == 20
    assert sorted(n for batch in ledger.batches for n in batch) == [1, 2]


async def test_draining_answers_what_waits_and_refuses_what_comes() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("drains", ledger.write, most=1)
    callers = [asyncio.create_task(group.submit(n)) for n in range(3)]
    await asyncio.sleep(0)
    drained = asyncio.create_task(group.drain())
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await group.submit(9)
    ledger.open.set()
    await drained
    assert await asyncio.gather(*callers) == [0, 10, 20]
