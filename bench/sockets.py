"""Events over the pages' socket: `python -m bench.sockets PORT SECONDS SKUS ACKNOWLEDGEMENTS`.

Guests at the checkout press 'place order' all at once, each with a new cart, again and again; and
before it they send a trivial event (one var of the framework's is set, nothing else) in the same
way. Placing counts until its answer leads to the till. It ends with one line of JSON.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.guests import HYDRATED, Guest, fill_carts, filled_form
from loadtests.expecting import Leads
from loadtests.frames import ROOT
from loadtests.states import CHECKOUT

GUESTS = 128
AT_A_TIME = 16  # pages that open
TRIVIAL_TIMES = 4  # for each time that all place an order: it is shorter
TRIVIAL = f"{ROOT}.set_is_hydrated"
PLACE = f"{CHECKOUT}.place"
TO_THE_TILL = Leads(r"/pay/.*number=(\w+)")
TOTAL = 1_800


@dataclass
class Timed:
    """Events of one kind: how long each took, and how long all of them together."""

    waits: list[float] = field(default_factory=list[float])
    spent: float = 0.0

    async def add(self, guests: Sequence[Guest], one: Callable[[Guest], Awaitable[None]]) -> None:
        """All guests do it at once."""

        async def timed(guest: Guest) -> float:
            start = time.perf_counter()
            await one(guest)
            return time.perf_counter() - start

        began = time.perf_counter()
        self.waits += await asyncio.gather(*(timed(guest) for guest in guests))
        self.spent += time.perf_counter() - began

    def told(self) -> dict[str, Any]:
        """As the bench's figures have it."""
        ordered = sorted(self.waits)
        return {
            "rate": len(ordered) / self.spent,
            "p50_ms": round(ordered[len(ordered) // 2] * 1e3, 1),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1e3, 1),
            "guests": GUESTS,
            "refused": {},
        }


async def _trivial(guest: Guest) -> None:
    await guest.sends(TRIVIAL, {"value": True}, HYDRATED)


async def _run(port: int, seconds: float, file: Path) -> dict[str, Any]:
    guests = [Guest(port, n) for n in range(GUESTS)]
    noted: list[str] = []

    async def place(guest: Guest) -> None:
        led = await guest.sends(PLACE, filled_form(), TO_THE_TILL)
        number = re.findall(r"number=(\w+)", TO_THE_TILL.target(led) or "")[0]
        told = {"number": number, "key": guest.key, "total": TOTAL, "paid": False}
        noted.append(json.dumps(told) + "\n")

    for first in range(0, GUESTS, AT_A_TIME):
        await asyncio.gather(*(guest.open() for guest in guests[first : first + AT_A_TIME]))
    for until in (0.0, seconds):  # the first time warms up
        trivial, placing = Timed(), Timed()
        while not placing.waits or placing.spent < until:
            await fill_carts(port, guests)
            for _ in range(TRIVIAL_TIMES):
                await trivial.add(guests, _trivial)
            await placing.add(guests, place)
    await asyncio.gather(*(guest.close() for guest in guests))
    await asyncio.to_thread(file.write_text, "".join(noted))
    return {"trivial": trivial.told(), "place": placing.told()}


def main() -> None:
    """Measure, and print one line of JSON."""
    port, seconds, _skus, file = sys.argv[1:]
    told = asyncio.run(_run(int(port), float(seconds), Path(file)))
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
