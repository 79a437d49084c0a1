"""The whole database server is killed; what was acknowledged is there when it is back."""

import asyncio

from proof.buyers import Trade
from proof.product import Product, children_of
from proof.trial import Outcome, kill, replaced, trial

TITLE = "the whole database server killed -9"
PLACE = 4
GAP = 15.0


async def run(product: Product) -> Outcome:
    back: list[float] = []

    async def accident(_trade: Trade) -> None:
        await asyncio.sleep(6)
        server = product.pid_of("database")
        backends = children_of(server or 0)
        kill(server)
        for backend in backends:
            try:
                kill(backend)
            except ProcessLookupError:
                continue
        back.append(await replaced(product, "database", server or 0))
        await asyncio.sleep(18)

    outcome, trade = await trial(product, accident)
    outcome.demand("server replaced", back[0], GAP)
    outcome.demand("longest gap", trade.silence(), GAP)
    return outcome
