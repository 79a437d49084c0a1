"""The shop's order writer in a process of its own, without HTTP: as fast as it is given orders.

Each process says 'ready' when its orders are quoted, and begins when a line comes in; so several
begin together. It ends with one line of JSON.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop

from bench.orders import another, quoted_order
from commerce.db.session import dispose
from commerce.orders.new import NewOrder
from commerce.orders.writer import writer
from commerce.queue import queue
from launch.collecting import spare_the_collector

CALLERS = 256


@dataclass(frozen=True, slots=True)
class Written:
    """What one process wrote, and the CPU seconds that its Python took."""

    orders: int
    seconds: float
    cpu_seconds: float


async def write_for(seconds: float, skus: int, acknowledgements: Path) -> Written:
    """All callers place one order after another until the time is over."""
    kinds = await _quoted(skus)
    spare_the_collector()
    wishes = itertools.cycle(kinds)
    noted: list[NewOrder] = []
    await asyncio.get_running_loop().run_in_executor(None, _wait_for_start)
    cpu, start = time.process_time(), time.perf_counter()
    end = start + seconds

    async def caller() -> None:
        while time.perf_counter() < end:
            order = another(next(wishes))
            await writer.place(order)
            noted.append(order)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    _note(noted, acknowledgements)
    return Written(len(noted), took, cpu)


async def _quoted(skus: int) -> list[NewOrder]:
    """An order of each SKU; quoted in groups, as the callers of a busy shop would be."""
    found = [await quoted_order(1)]
    for first in range(2, skus + 1, CALLERS):
        numbers = range(first, min(first + CALLERS, skus + 1))
        found += await asyncio.gather(*(quoted_order(n) for n in numbers))
    return found


def _wait_for_start() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _note(orders: list[NewOrder], file: Path) -> None:
    """What the auditor will ask the database for."""
    with file.open("a") as lines:
        for order in orders:
            told = {"number": order.number, "key": order.caller.key, "total": order.total_minor}
            lines.write(json.dumps(told | {"paid": False}) + "\n")


async def _run(seconds: float, skus: int, file: Path) -> None:
    async with queue.open_async():
        written = await write_for(seconds, skus, file)
    await writer.drain()
    await dispose()
    sys.stdout.write(json.dumps(asdict(written)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """`python -m bench.inprocess SECONDS SKUS ACKNOWLEDGEMENTS`."""
    seconds, skus, file = sys.argv[1:]
    # The event loop and the collector are those of a web worker.
    uvloop.run(_run(float(seconds), int(skus), Path(file)))
    os._exit(0)


if __name__ == "__main__":
    main()
