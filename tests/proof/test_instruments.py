"""The proof's own instruments: what they would miss, nobody would see."""

import asyncio
import time
from pathlib import Path

import pytest

from proof.buyers import Trade, p95
from proof.legs import all_legs
from proof.slow_road import open_road


def a_trade(*moments: float, ended: float = 10.0) -> Trade:
    return Trade(began=0.0, ended=ended, acknowledged=[(at, 0.1) for at in moments])


@pytest.mark.parametrize(
    ("moments", "gap"),
    [((1, 2, 3, 9), 6.0), ((4, 5, 6, 7, 8), 4.0), ((1, 2, 3), 7.0), ((), 10.0)],
)
def test_the_longest_gap_counts_the_beginning_and_the_end(
    moments: tuple[float, ...], gap: float
) -> None:
    assert a_trade(*moments).silence() == gap


def test_a_rate_is_of_the_time_that_was_asked_for() -> None:
    trade = a_trade(*(n / 10 for n in range(100)))
    assert trade.rate() == pytest.approx(10)
    assert trade.rate(since=5) == pytest.approx(10)
    assert a_trade(0.5, 0.6).rate(since=1, until=2) == 0


def test_p95_of_nothing_is_nothing() -> None:
    assert p95([]) == 0
    assert p95([n / 100 for n in range(100)]) == 0.95


def test_every_leg_says_what_it_breaks_and_where_it_stands() -> None:
    legs = all_legs()
    assert len({leg.place for leg in legs}) == len(legs) >= 9
    assert all(leg.title and (leg.run is None) != (leg.run_alone is None) for leg in legs)


async def test_the_slow_road_delays_answers_and_keeps_their_order(tmp_path: Path) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    there, here = tmp_path / "there", tmp_path / "here"
    async with await asyncio.start_unix_server(echo, there):
        with open_road(here, there) as road:
            reader, writer = await asyncio.open_unix_connection(here)
            road.delay = 0.3
            began = time.monotonic()
            writer.write(b"first\n")
            assert await reader.readline() == b"first\n"
            assert time.monotonic() - began >= 0.3
            writer.write(b"second\n")
            await asyncio.sleep(0.1)
            road.delay = 0.0
            writer.write(b"third\n")
            assert [await reader.readline(), await reader.readline()] == [b"second\n", b"third\n"]
            writer.close()
