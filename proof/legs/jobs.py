"""The job worker is killed; messages go on, and orders never wait for it."""

import asyncio

import psycopg

from proof.buyers import Trade
from proof.product import Product
from proof.trial import Outcome, kill, replaced, trial

TITLE = "the job worker killed twice"
PLACE = 2
GAP = 5.0
WRITTEN_LATELY = """
SELECT coalesce(max(gap), 'infinity') FROM (
    SELECT extract(epoch FROM created_at - lag(created_at) OVER (ORDER BY created_at)) AS gap
    FROM messages WHERE created_at > now() - make_interval(secs => %s)
) AS gaps
"""
TRADED = 26.0


async def run(product: Product) -> Outcome:
    back: list[float] = []

    async def accident(_trade: Trade) -> None:
        await asyncio.sleep(4)
        for _ in range(2):
            victim = product.pid_of("job worker")
            kill(victim)
            back.append(await replaced(product, "job worker", victim or 0))
            await asyncio.sleep(TRADED / 2 - 2 - back[-1])

    outcome, trade = await trial(product, accident)
    outcome.demand("longest gap", trade.silence(), GAP)
    outcome.demand("worker replaced", max(back), GAP)
    outcome.demand("longest gap in messages", _message_gap(product), GAP)
    return outcome


def _message_gap(product: Product) -> float:
    with psycopg.connect(product.database_url) as connection:
        row = connection.execute(WRITTEN_LATELY, (TRADED,)).fetchone()
        return float(row[0]) if row else float("inf")
