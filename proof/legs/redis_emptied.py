"""Redis forgets everything (FLUSHALL): orders go on, carts stay, open pages live again."""

import asyncio

import redis

from proof.buyers import Trade
from proof.pages import Pages
from proof.product import Product
from proof.trial import Outcome, trial

TITLE = "Redis emptied (FLUSHALL) three times"
PLACE = 6
GAP = 5.0
PAGES_BACK = 10.0


async def run(product: Product) -> Outcome:
    pages_back: list[float] = []

    async def accident(_trade: Trade) -> None:
        async with Pages(product, 20) as pages:
            for _ in range(3):
                await asyncio.sleep(4)
                empty(product.house.environment()["REDIS_URL"])
                pages_back.append(await pages.until_all_answer(30))

    outcome, trade = await trial(product, accident)
    outcome.demand("longest gap", trade.silence(), GAP)
    outcome.demand("open pages answer", max(pages_back), PAGES_BACK)
    return outcome


def empty(url: str) -> None:
    with redis.Redis.from_url(url) as store:  # pyright: ignore[reportUnknownMemberType]
        store.flushall()
