"""As quick with five million orders as with ten thousand: orders, lists, searches, start page.

Two databases stand on one server, and each round asks both, so that whatever else the machine does
weighs on both. `ORDERS=200000` makes the large one
smaller; `KEEP=1` keeps the report of such a one too.
"""

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.ground import Ground
from launch.house import HOUSE
from launch.postgres import running_postgres
from proof.buyers import p95
from proof.trial import Outcome

TITLE = "growth: the same shop with 10 thousand and with millions of orders"
PLACE = 12
APART = True  # too long for every proof; its result has a file of its own
SMALL, LARGE = 10_000, 5_000_000
ROUNDS = 3
TIMES = 40  # of each read in a round
SECONDS = 4  # of orders in a round
SKUS = 100
RATE_LEAST, P95_MOST = 0.9, 2.0


async def run_alone() -> Outcome:
    """Fill, start the server anew as a house does, measure, remove."""
    return await asyncio.to_thread(_run, int(os.environ.get("ORDERS") or LARGE))


def _run(orders: int) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="allhours-growth-"))
    folder.chmod(0o711)  # the database may be another user's, who must pass through
    outcome, secret = Outcome(), secrets.token_hex(32)
    try:
        with _server(folder, secret, durable=False):
            pass  # it makes the cluster
        own_settings = folder / "database" / "pg18" / "postgresql.auto.conf"
        own_settings.write_text("wal_level = minimal\nmax_wal_senders = 0\n")  # while it fills
        with _server(folder, secret, durable=False) as ground:
            ground.fill()
            sizes = {"small": SMALL, "large": orders}
            known = {name: _filled(ground, name, size, outcome) for name, size in sizes.items()}
        own_settings.write_text("")
        os.sync()
        with _server(folder, secret, durable=True) as ground:
            _measure(ground, known, folder / "acknowledged", outcome)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


@contextmanager
def _server(folder: Path, secret: str, *, durable: bool) -> Iterator[Ground]:
    with running_postgres(folder / "database", durable=durable) as url:
        ground = Ground(url)
        ground.secret = secret
        yield ground


def _filled(ground: Ground, name: str, orders: int, outcome: Outcome) -> str:
    """A copy of the shop with so many orders in its past; some of its customers, as JSON."""
    ground.create(name)
    began = time.monotonic()
    known = _module(ground, name, "proof.past", str(orders), shown=True)
    outcome.figures[f"{orders:,} orders written in"] = f"{time.monotonic() - began:.0f} s"
    return known


def _measure(ground: Ground, known: dict[str, str], notes: Path, outcome: Outcome) -> None:
    rates: dict[str, list[float]] = {name: [] for name in known}
    reads: dict[str, dict[str, list[float]]] = {name: {} for name in known}
    for n in range(ROUNDS + 1):  # the first one fills caches
        for name in known if n % 2 else reversed(known):
            told = json.loads(_module(ground, name, "proof.reads", str(TIMES), given=known[name]))
            wrote = [str(SECONDS), str(SKUS), os.fspath(notes)]
            said = _module(ground, name, "bench.inprocess", *wrote, given="go")
            written = json.loads(said.splitlines()[-1])
            if n:
                rates[name].append(written["orders"] / written["seconds"])
                for read, spent in told.items():
                    reads[name].setdefault(read, []).extend(spent)
    _compare(rates, reads, outcome)


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


def _module(
    ground: Ground, database: str, *command: str, given: str = "", shown: bool = False
) -> str:
    """What a module of ours says that works on one of the databases."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=HOUSE,
        env=ground.environment(database),
        input=f"{given}\n",
        stdout=subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or '')[-2000:]}")
    return done.stdout
