"""Three times the connections of the peak: the rate holds, and who is refused learns it at once.

So few orders may wait here that the peak just fits and its triple does not.
"""

import asyncio
import time

from proof.buyers import Trade, p95
from proof.product import WORKERS, Product, started
from proof.stocking import fill_stall
from proof.trial import Outcome, trial

TITLE = "three times the connections of the peak"
PLACE = 8
PEAK = 256
WAITING = 5 * PEAK // (4 * int(WORKERS))  # in a worker; connections are not dealt out quite evenly
SECONDS = 8.0
WARM = 2.0
RATE_KEPT = 0.9
REFUSAL_P95 = 0.2
TICK = 0.02


async def run_alone() -> Outcome:
    outcome, trades = Outcome(), list[Trade]()
    with started(ALLHOURS_MOST_WAITING=str(WAITING)) as product:
        await fill_stall(product)
        for connections in (PEAK, 3 * PEAK, PEAK):
            trades.append(await _crowded(product, connections, outcome))
    before, crowded, after = (trade.rate(since=WARM) for trade in trades)
    peak, refused = (before + after) / 2, trades[1].refused
    outcome.figures |= {
        f"orders/s with {PEAK}": f"{before:.0f} and {after:.0f}",
        f"orders/s with {3 * PEAK}": f"{crowded:.0f}, {100 * crowded / peak:.0f} % of it",
        f"p95 with {3 * PEAK}": f"{p95(trades[1].answers) * 1000:.0f} ms",
        "may wait in a worker": str(WAITING),
        "refused as busy": f"{len(refused)}, at the peak {len(trades[0].refused)}",
    }
    outcome.demand("refusals, p95", p95(refused), REFUSAL_P95)
    if not refused:
        outcome.failures.append("nobody was refused: that shows nothing")
    if crowded < RATE_KEPT * peak:
        outcome.failures.append(f"the rate falls to {crowded:.0f} of {peak:.0f} orders/s")
    return outcome


async def _crowded(product: Product, connections: int, outcome: Outcome) -> Trade:
    late: list[float] = []

    async def no_accident(_trade: Trade) -> None:
        await _clocked(WARM + SECONDS, late)

    found, trade = await trial(product, no_accident, connections=connections, pause=0)
    outcome.failures += found.failures
    outcome.figures |= {name: found.figures[name] for name in ("lost", "doubled")}
    outcome.figures[f"the buyers' own delay with {connections}, p95"] = f"{p95(late) * 1000:.0f} ms"
    return trade


async def _clocked(seconds: float, late: list[float]) -> None:
    """Wait that long, and note how late this process's own loop is: it is part of each answer."""
    until = time.monotonic() + seconds
    while (began := time.monotonic()) < until:
        await asyncio.sleep(TICK)
        late.append(time.monotonic() - began - TICK)
