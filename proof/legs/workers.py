"""A web worker is killed every ten seconds."""

import asyncio

from proof.buyers import Trade
from proof.product import Product, lives
from proof.trial import Outcome, kill, trial, until

TITLE = "a web worker killed every 10 s"
PLACE = 1
KILLS = 3
EVERY = 10.0
GAP = 5.0


async def run(product: Product) -> Outcome:
    back: list[float] = []

    async def accident(_trade: Trade) -> None:
        await asyncio.sleep(3)
        for n in range(KILLS):
            before = product.web_workers()
            victim = before[n % len(before)]
            kill(victim)
            back.append(await _replaced(product, victim, len(before)))
            await asyncio.sleep(EVERY - back[-1] if back[-1] < EVERY else 0)

    outcome, trade = await trial(product, accident)
    outcome.figures["killed"] = str(KILLS)
    outcome.demand("longest gap", trade.silence(), GAP)
    outcome.demand("longest wait of a buyer", trade.longest_wait(), GAP)
    outcome.demand("worker replaced", max(back), GAP)
    return outcome


async def _replaced(product: Product, victim: int, workers: int) -> float:
    def there() -> bool:
        return not lives(victim) and len(product.web_workers()) == workers

    return await until(there, EVERY)
