"""Nothing in the web process blocks: 500 people who browse do not hold up those who order."""

import asyncio
import sys

from proof.buyers import Buyers, Trade, p95
from proof.product import Product, started
from proof.stocking import fill_stall
from proof.trial import Outcome

TITLE = "an order's p95 while 500 shoppers browse over the socket, a page every 20 s each"
PLACE = 10
SHOPPERS = 500
PACE = 20.0
SECONDS = 20.0
OPENING = 90.0
CONNECTIONS, PAUSE = 16, 0.25
RATIO = 3.0


async def run_alone() -> Outcome:
    outcome = Outcome()
    with started() as product:
        await fill_stall(product)
        await _trade(product)  # the first orders warm what the rest find warm
        alone = await _trade(product)
        command = ("-m", "proof.browsing", product.house.url, SHOPPERS, SECONDS + 3, PACE)
        crowd = await asyncio.create_subprocess_exec(
            sys.executable, *map(str, command), stdout=asyncio.subprocess.PIPE
        )
        assert crowd.stdout  # noqa: S101
        try:
            async with asyncio.timeout(OPENING):
                await crowd.stdout.readline()
            together = await _trade(product)
            turned = int(await crowd.stdout.readline() or 0)
        finally:
            if crowd.returncode is None:
                crowd.terminate()
            await crowd.wait()
        again = await _trade(product)
    before, after = p95(alone.answers), p95(again.answers)
    outcome.figures |= {
        "p95 without": f"{before * 1000:.0f} and {after * 1000:.0f} ms",
        "p95 with": f"{p95(together.answers) * 1000:.0f} ms",
        "orders/s": f"{alone.rate():.0f} and {together.rate():.0f}",
        "pages turned": str(turned),
    }
    outcome.demand("ratio", p95(together.answers) / ((before + after) / 2), RATIO, "x")
    if not turned:
        outcome.failures.append("nobody browsed")
    return outcome


async def _trade(product: Product) -> Trade:
    async def meanwhile(_trade: Trade) -> None:
        await asyncio.sleep(SECONDS)

    return await Buyers(product, CONNECTIONS, pause=PAUSE).trade(meanwhile)
