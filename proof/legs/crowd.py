"""Three times the connections of the peak: the rate holds, and who is refused learns it at once."""

import asyncio

from proof.buyers import Trade, p95
from proof.product import Product
from proof.trial import Outcome, trial

TITLE = "three times the connections of the peak"
PLACE = 8
PEAK = 256
SECONDS = 8.0
WARM = 2.0
RATE_KEPT = 0.9
REFUSAL_P95 = 0.2


async def run(product: Product) -> Outcome:
    async def no_accident(_trade: Trade) -> None:
        await asyncio.sleep(WARM + SECONDS)

    rates: list[float] = []
    outcome = Outcome()
    refused: list[float] = []
    answers: list[float] = []
    for connections in (PEAK, 3 * PEAK, PEAK):
        found, trade = await trial(product, no_accident, connections=connections, pause=0)
        rates.append(trade.rate(since=WARM))
        outcome.failures += found.failures
        outcome.figures |= {name: found.figures[name] for name in ("lost", "doubled")}
        if connections > PEAK:
            refused, answers = trade.refused, trade.answers
    peak = (rates[0] + rates[2]) / 2
    outcome.figures |= {
        f"orders/s with {PEAK}": f"{rates[0]:.0f} and {rates[2]:.0f}",
        f"orders/s with {3 * PEAK}": f"{rates[1]:.0f}, {100 * rates[1] / peak:.0f} % of it",
        f"p95 with {3 * PEAK}": f"{p95(answers) * 1000:.0f} ms",
        "refusals": f"{len(refused)}, p95 {p95(refused) * 1000:.0f} ms",
    }
    if rates[1] < RATE_KEPT * peak:
        outcome.failures.append(f"the rate falls to {rates[1]:.0f} of {peak:.0f} orders/s")
    if p95(refused) > REFUSAL_P95:
        outcome.failures.append(f"refusals take {p95(refused):.2f} s (p95)")
    return outcome
