"""`python -m bench`: all legs, interleaved, round by round; then the table, the JSON, the chart."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import figures, options, report, table
from bench.figures import Figure
from bench.ground import a_ground
from bench.legs import Legs
from bench.search_legs import SearchLegs
from bench.web_legs import WebLegs
from launch.house import HOUSE
from launch.terminal import say

Leg = Callable[[int], list[Figure]]


def main() -> int:
    """Run what was asked for; returns the exit code."""
    asked = options.read(sys.argv[1:])
    os.chdir(HOUSE)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="allhours-bench-"))
    folder.chmod(0o711)  # the database's own user passes through
    try:
        with a_ground(folder / "postgres") as ground:
            measured = list(_rounds(asked, Legs(ground, folder, asked.seconds)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _report(asked, measured, time.monotonic() - began)
    return 0


def _rounds(asked: options.Options, legs: Legs) -> Iterator[Figure]:
    search = SearchLegs(legs.ground, asked.seconds)
    for round_ in range(1, asked.rounds + 1):
        for leg in _legs_of_a_round(asked, legs, search):
            for figure in leg(round_):
                told = f"{figure.rate:,.0f} {figure.verdict}"
                say(f"  {round_}/{asked.rounds}  {figure.what}, {figure.shape}: {told}")
                yield figure


def _legs_of_a_round(asked: options.Options, legs: Legs, search: SearchLegs) -> Iterator[Leg]:
    web = WebLegs(legs)
    for shape, skus in options.SHAPES.items():
        if shape not in asked.legs:
            continue
        yield lambda n, shape=shape, skus=skus: legs.pgbench(n, shape, skus)
        yield lambda n, shape=shape, skus=skus: legs.writer(n, shape, skus, 1)
        yield lambda n, shape=shape, skus=skus: legs.writer(n, shape, skus, 2)
        yield lambda n, shape=shape, skus=skus: web.orders(n, shape, skus)
    for name, leg in (("paid", web.paid), ("reads", web.reads), ("sockets", web.sockets)):
        if name in asked.legs:
            yield lambda n, leg=leg: leg(n, "many", options.SHAPES["many"])
    if "search" in asked.legs:
        yield search.measure


def _report(asked: options.Options, measured: list[Figure], seconds: float) -> None:
    sums = figures.summed_up(measured)
    cores = os.cpu_count()
    say(f"\nMedians of {asked.rounds} rounds; client, shop and database share {cores} cores.")
    say(f"\n{table.table(sums)}\n\n{table.rows_table(sums)}\n")
    places = report.write(asked, report.facts_of(asked, seconds), measured, sums)
    say(f"{', '.join(map(str, places))}, after {seconds:.0f} seconds")


if __name__ == "__main__":
    sys.exit(main())
