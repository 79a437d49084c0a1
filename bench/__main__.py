"""`python -m bench`: all legs, interleaved, round by round; then the table, the JSON, the chart."""

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import figures, options, table
from bench.figures import Figure
from bench.ground import a_ground
from bench.legs import Legs
from launch.house import HOUSE
from launch.terminal import say

Leg = Callable[[int], Figure]


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
    for round_ in range(1, asked.rounds + 1):
        for leg in _legs_of_a_round(asked, legs):
            figure = leg(round_)
            say(f"  {round_}/{asked.rounds}  {figure.what}, {figure.shape}: {figure.rate:,.0f}")
            yield figure


def _legs_of_a_round(asked: options.Options, legs: Legs) -> Iterator[Leg]:
    for shape, skus in options.SHAPES.items():
        if shape not in asked.legs:
            continue
        yield lambda n, shape=shape, skus=skus: legs.pgbench(n, shape, skus)
        yield lambda n, shape=shape, skus=skus: legs.writer(n, shape, skus, 1)
        yield lambda n, shape=shape, skus=skus: legs.writer(n, shape, skus, 2)


def _report(asked: options.Options, measured: list[Figure], seconds: float) -> None:
    sums = figures.summed_up(measured)
    facts: dict[str, object] = {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "rounds": asked.rounds,
        "seconds_a_leg": asked.seconds,
        "took_seconds": round(seconds),
    }
    say(
        f"\nMedians of {asked.rounds} rounds; client, shop and database share {os.cpu_count()} cores."
    )
    say(f"\n{table.table(sums)}\n\n{table.rows_table(sums)}\n")
    asked.reports.mkdir(parents=True, exist_ok=True)
    report = asked.reports / "bench.json"
    report.write_text(table.as_json(facts, measured, sums))
    say(f"{report}, after {seconds:.0f} seconds")


if __name__ == "__main__":
    sys.exit(main())
