"""The legs of finding things: a demo shop with 100,000 goods, read in one process."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench import table
from bench.figures import Figure, Summary
from bench.ground import Ground
from launch.house import HOUSE
from launch.terminal import say

PRODUCTS = 100_000
SHAPE = f"{PRODUCTS // 1000}k goods"
AIM_MS = 50
DATABASE = "search"
HEAD = "## Finding things"
PAGE = """{head} among {products:,} products

`make bench LEGS=search` fills a demo shop with {products:,} made-up products
(`python -m commerce seed --products {products}`), which took {made:.0f} s, and asks one process for lists, searches
and suggestions one after another, in a random order, straight from the database: nothing is kept
between them but the shop's words. Lists and searches bring the first page and the counts of all
filters. {rounds} rounds of {seconds} seconds each; p95 is aimed at {aim} ms.

```
{table}
```
"""


class SearchLegs:
    """Lists, searches and suggestions, each with its p95; the goods are made once, at first."""

    def __init__(self, ground: Ground, seconds: int) -> None:
        self._ground = ground
        self._seconds = seconds
        self._made = 0.0

    def measure(self, round_: int) -> list[Figure]:
        """One round."""
        environment = self._ground.environment(DATABASE)
        if not self._made:
            self._ground.create(DATABASE)
            began = time.monotonic()
            _run(["commerce", "seed", "--products", str(PRODUCTS)], environment)
            self._made = time.monotonic() - began
            say(f"  {PRODUCTS:,} products made in {self._made:.0f} s")
        told = json.loads(_run(["bench.searching", str(self._seconds)], environment))
        return [
            _figure(what, round_, one | {"made_seconds": self._made}) for what, one in told.items()
        ]


def section(figures: Sequence[Figure], sums: Sequence[Summary], seconds: int) -> str:
    """What docs/bench.md says of them; '' where none was measured."""
    ours = [one for one in figures if one.shape == SHAPE]
    if not ours:
        return ""
    heads = ("", "a second", "p50 ms", "p95 ms", f"aim {AIM_MS}", "slowest, p50 ms")
    lines = [_line(one, ours) for one in sums if one.shape == SHAPE]
    return PAGE.format(
        head=HEAD,
        products=PRODUCTS,
        made=max(float(str(one.details["made_seconds"])) for one in ours),
        rounds=max(one.round for one in ours),
        seconds=seconds,
        aim=AIM_MS,
        table=table.lined_up([heads, *lines]),
    )


def _figure(what: str, round_: int, told: Mapping[str, Any]) -> Figure:
    verdict = "reached" if told["p95_ms"] <= AIM_MS else "missed"
    return Figure(
        what, SHAPE, round_, told["rate"], f"p95 {told['p95_ms']} ms: {verdict}", details=told
    )


def _line(one: Summary, figures: Sequence[Figure]) -> tuple[str, ...]:
    last = [figure for figure in figures if figure.what == one.what][-1]
    slowest: Any = last.details["slowest"]
    told = ", ".join(f"{name}: {ms:.0f}" for name, ms in slowest.items())
    reached = "reached" if (one.p95_ms or 0) <= AIM_MS else "missed"
    return one.what, f"{one.rate:,.0f}", f"{one.p50_ms}", f"{one.p95_ms}", reached, told


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", *arguments],
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
