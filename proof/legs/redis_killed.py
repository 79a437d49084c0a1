"""Redis is killed: orders go on, open pages live again."""

import asyncio

from proof.buyers import Trade
from proof.pages import Pages
from proof.product import Product
from proof.trial import Outcome, kill, replaced, trial

TITLE = "Redis killed"
PLACE = 5
GAP = 5.0
PAGES_BACK = 10.0


async def run(product: Product) -> Outcome:
    back: list[float] = []
    pages_back: list[float] = []

    async def accident(_trade: Trade) -> None:
        async with Pages(product, 20) as pages:
            await asyncio.sleep(4)
            victim = product.pid_of("Redis")
            kill(victim)
            back.append(await replaced(product, "Redis", victim or 0))
            pages_back.append(await pages.until_all_answer(30))
            await asyncio.sleep(6)

    outcome, trade = await trial(product, accident)
    outcome.demand("longest gap", trade.silence(), GAP)
    outcome.demand("Redis replaced", back[0], GAP)
    outcome.demand("open pages answer", pages_back[0], PAGES_BACK)
    return outcome
