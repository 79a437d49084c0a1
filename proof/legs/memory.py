"""What the product holds in memory: idle, and with 500 people looking at products."""

import asyncio
import re
from pathlib import Path

from proof.pages import Pages
from proof.product import Product, started
from proof.trial import Outcome

TITLE = "memory of the whole product (PSS): `make run` as it is, idle and with 500 shoppers"
PLACE = 9
SHOPPERS = 500
IDLE_MOST = 400
SETTLED = 10
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


async def run_alone() -> Outcome:
    outcome = Outcome()
    with started(WORKERS="1") as product:
        await asyncio.sleep(SETTLED)
        outcome.demand("idle", mebibytes(product), IDLE_MOST, "MiB")
        async with Pages(product, SHOPPERS) as pages:
            await asyncio.sleep(SETTLED)
            outcome.figures[f"with {SHOPPERS} shoppers"] = f"{mebibytes(product):.0f} MiB"
            outcome.demand("an event of each takes", await pages.until_all_answer(60), 30)
            outcome.figures["after an event of each"] = f"{mebibytes(product):.0f} MiB"
    return outcome


def mebibytes(product: Product) -> float:
    """Shared pages are counted once: each process has its part of them."""
    return sum(_kilobytes(pid) for pid in product.processes()) / 1024


def _kilobytes(pid: int) -> int:
    try:
        found = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:  # it has ended meanwhile
        return 0
    return int(found[1]) if found else 0
