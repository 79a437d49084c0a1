"""As quick with five million orders as with ten thousand: orders, lists, searches, start page.

Two databases stand on one server, and each round asks both, so that whatever else the machine does
weighs on both. `ORDERS=200000` makes the large one smaller; `KEEP=1` keeps the report of such a one
too. With `PLACE=/a/folder` it goes in two halves: the first time both are filled there and stay,
and each time after that they are measured.
"""

import asyncio
import json
import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from bench.ground import Ground
from proof.buyers import p95
from proof.grown import Grown, fill, said_by, server
from proof.trial import Outcome

TITLE = "growth: the same shop with 10 thousand and with millions of orders"
PLACE = 12
APART = True  # too long for every proof; its result has a file of its own
LARGE = 5_000_000
ROUNDS = 3
TIMES = 40  # of each read in a round
SECONDS = 4  # of orders in a round
SKUS = 100
RATE_LEAST, P95_MOST = 0.9, 2.0


async def run_alone() -> Outcome:
    """Fill, start the server anew as a house does, measure, remove; or but one half of it."""
    orders, place = int(os.environ.get("ORDERS") or LARGE), os.environ.get("PLACE")
    if place:
        return await asyncio.to_thread(_half, place, orders)
    return await asyncio.to_thread(_both, orders)


def _both(orders: int) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="allhours-growth-"))
    folder.chmod(0o711)  # the database may be another user's, who must pass through
    try:
        return _measured(folder, fill(folder, orders))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _half(place: str, orders: int) -> Outcome:
    folder = Path(place).resolve()
    if grown := Grown.kept_in(folder):
        return _measured(folder, grown)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    shutil.rmtree(folder / "database", ignore_errors=True)  # of a filling that was broken off
    grown = fill(folder, orders)
    grown.keep(folder)
    where = {"kept in": str(folder), "to measure it": f"make proof LEG=growth PLACE={folder}"}
    return Outcome(grown.figures | where, grown.complaints, is_whole=False)


def _measured(folder: Path, grown: Grown) -> Outcome:
    outcome = Outcome(dict(grown.figures), list(grown.complaints))
    rates: dict[str, list[float]] = {name: [] for name in grown.known}
    reads: dict[str, dict[str, list[float]]] = {name: {} for name in grown.known}
    with server(folder, grown, durable=True) as ground:
        for name in grown.known:
            said_by(ground, name, "alembic", "upgrade", "head")  # it may have waited for long
        for n in range(ROUNDS + 1):  # the first one fills caches
            for name, known in list(grown.known.items())[:: 1 if n % 2 else -1]:
                told = json.loads(said_by(ground, name, "proof.reads", str(TIMES), given=known))
                rate = _rate(ground, name, folder / "acknowledged")
                if n:
                    rates[name].append(rate)
                    for read, spent in told.items():
                        reads[name].setdefault(read, []).extend(spent)
    _compare(rates, reads, outcome)
    return outcome


def _rate(ground: Ground, name: str, notes: Path) -> float:
    """Orders a second. Those few seconds bring more than the small one has: it stays small."""
    written_to = name
    if name == "small":
        written_to = "small_written"
        ground.copy(name, written_to)
    wrote = [str(SECONDS), str(SKUS), os.fspath(notes)]
    said = said_by(ground, written_to, "bench.inprocess", *wrote, given="go")
    if written_to != name:
        ground.drop(written_to)
    written = json.loads(said.splitlines()[-1])
    return written["orders"] / written["seconds"]


def _compare(
    rates: dict[str, list[float]], reads: dict[str, dict[str, list[float]]], outcome: Outcome
) -> None:
    few, many = median(rates["small"]), median(rates["large"])
    told = f"{few:.0f} and {many:.0f} orders/s: {many / few:.2f} (at least {RATE_LEAST:g})"
    outcome.figures["the order writer"] = told
    if many < few * RATE_LEAST:
        outcome.failures.append(f"the order writer: {told}")
    for read, spent in reads["small"].items():
        few, many = p95(spent), p95(reads["large"][read])
        told = f"p95 {few:.1f} and {many:.1f} ms: {many / few:.2f} (at most {P95_MOST:g})"
        outcome.figures[read] = told
        if many > few * P95_MOST:
            outcome.failures.append(f"{read}: {told}")
