"""The run's facts and figures, written where people and machines look for them."""

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import chart, search_legs, table
from bench.figures import Figure, Summary
from bench.options import Options
from launch.house import HOUSE

PAGE = """# What a second holds

{facts}

`make bench` fills a database of its own for each leg, runs the legs one after another, round by
round, and takes medians; ratios are taken within a round. pgbench (prepared, the best of 1 to 64
clients) writes the same rows into the same tables, one transaction an order. The writer's legs are
the shop's order writer in processes of their own; HTTP is `POST /api/v1/orders` of the whole shop,
with prices checked, limits counted, two web workers, Redis and the job worker running, asked over
256 connections. `placed and paid` places an order, opens its payment at a provider and takes the
provider's signed callback.
`trivial event` and `place order` are events over the pages' socket, as browsers send them: 128
guests who stand at the checkout, each with a cart and an address of its own, press 'place order'
all at once until each is led to the till (its order is written, its cart emptied, its payment
opened), fill their carts again, and go on; before each time they send, in the same way and by the
same client, an event that sets one of the framework's own variables and does nothing else. The
ratio is one rate over the other's: how much of what the socket can do is left when it sells.
The client runs on the same cores as all of it.

![Orders a second](bench.svg)

```
{table}

{rows}
```
"""


def facts_of(asked: Options, seconds: float) -> dict[str, object]:
    """The machine in neutral words, and what was asked."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[2], 2),
        "rounds": asked.rounds,
        "seconds_a_leg": asked.seconds,
        "legs": asked.legs,
        "took_seconds": round(seconds),
    }


def write(
    asked: Options,
    facts: Mapping[str, object],
    measured: Sequence[Figure],
    sums: Sequence[Summary],
) -> list[Path]:
    """JSON, page and chart; with `keep` the page and the chart into docs/ too.

    What a page in docs/ says of legs that were not asked for stays as it stands there.
    """
    orders = [one for one in sums if one.shape != search_legs.SHAPE]
    found = search_legs.section(measured, sums, asked.seconds)
    texts = {"bench.json": table.as_json(facts, measured, sums)}
    texts["bench.md"] = _joined(_page(facts, orders) if orders else "", found)
    if orders:
        texts["bench.svg"] = chart.chart(orders)
    written = _put(asked.reports, texts)
    if asked.keep:
        del texts["bench.json"]
        page, search = _parted((HOUSE / "docs" / "bench.md").read_text())
        texts["bench.md"] = _joined(_page(facts, orders) if orders else page, found or search)
        written += _put(HOUSE / "docs", texts)
    return written


def _put(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def _parted(page: str) -> tuple[str, str]:
    """What it says of orders, and of finding things."""
    orders, head, found = page.partition(search_legs.HEAD)
    return orders.rstrip() + "\n", head + found


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _page(facts: Mapping[str, object], sums: Sequence[Summary]) -> str:
    told = (
        f"Medians of {facts['rounds']} rounds of {facts['seconds_a_leg']} seconds a leg, on"
        f" {facts['cores']} cores ({facts['machine']}) with {facts['memory_gib']} GiB of memory,"
        f" Python {facts['python']}, PostgreSQL 18 with fsync and synchronous commits."
    )
    return PAGE.format(facts=told, table=table.table(sums), rows=table.rows_table(sums))
