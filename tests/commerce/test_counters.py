"""Counters of tries: the same answers in memory and in Redis, many tries in one call."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from commerce.counters import Counter, CounterHere, CounterShared, Try, Window
from commerce.ids import new_id
from tests.own_redis import own_redis


@pytest_asyncio.fixture(params=["here", "shared"])
async def counter(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Counter]:
    if request.param == "here":
        yield CounterHere()
        return
    with own_redis(tmp_path) as (url, _):
        shared = CounterShared(url)
        yield shared
        await shared.close()


async def test_one_call_counts_all_of_it_in_order(counter: Counter) -> None:
    three = Try(new_id().hex, (Window(3, 60),))
    other = Try(new_id().hex, (Window(1, 60),))
    answers = await counter.count([three, other, three, three, three, other])
    assert [answer > 0 for answer in answers] == [False, False, False, False, True, True]
    assert 59 <= answers[4] <= 60


async def test_a_try_that_does_not_fit_is_counted_in_no_window(counter: Counter) -> None:
    whom = new_id().hex
    tried = Try(whom, (Window(2, 1), Window(3, 60)))
    assert [bool(wait) for wait in await counter.count([tried] * 20)] == [False] * 2 + [True] * 18
    await asyncio.sleep(1.05)  # the second has passed
    answers = await counter.count([tried, tried])
    assert answers[0] == 0  # the third of the minute: the refused ones took no place in it
    assert answers[1] > 1


async def test_tries_of_other_windows_keep_their_places_in_a_call(counter: Counter) -> None:
    one, two = (
        Try(new_id().hex, (Window(1, 60),)),
        Try(new_id().hex, (Window(2, 60), Window(3, 99))),
    )
    answers = await counter.count([one, two, one, two, two, one])
    assert [bool(wait) for wait in answers] == [False, False, True, False, True, True]


async def test_what_is_forgotten_begins_anew(counter: Counter) -> None:
    tried = Try(new_id().hex, (Window(1, 60), Window(5, 3600)))
    assert [bool(wait) for wait in await counter.count([tried, tried])] == [False, True]
    await counter.forget(tried)
    assert await counter.count([tried]) == [0]


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commerce.counters.MOST_KEYS", 10)
    counter = CounterHere()
    for _ in range(50):
        await counter.count([Try(new_id().hex, (Window(1, 0),))])
    assert len(counter._tries) <= 12
