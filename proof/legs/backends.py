"""The database's own processes: connections broken one after another, then one killed outright."""

import asyncio

import psycopg

from proof.buyers import Trade
from proof.product import Product
from proof.trial import Outcome, kill, trial

TITLE = "PostgreSQL backends broken every 0.5 s, one killed -9"
PLACE = 3
BROKEN = 40
GAP = 5.0
RESTARTED = 15.0
ONE_OF_OURS = """
SELECT pg_terminate_backend(pid), application_name FROM pg_stat_activity
WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()
ORDER BY (application_name = 'allhours order writer') DESC, random() LIMIT %s
"""
ANY_BACKEND = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1
"""


async def run(product: Product) -> Outcome:
    broken = 0
    quiet = 0.0

    async def accident(trade: Trade) -> None:
        nonlocal broken, quiet
        await asyncio.sleep(2)
        with psycopg.connect(product.database_url, autocommit=True) as connection:
            for n in range(BROKEN):  # every other time the order writers are among them
                broken += len(connection.execute(ONE_OF_OURS, (3 if n % 2 else 1,)).fetchall())
                await asyncio.sleep(0.5)
            quiet = trade.silence_so_far()
            victim = connection.execute(ANY_BACKEND).fetchone()
        kill(victim[0] if victim else None)
        await asyncio.sleep(8)

    outcome, trade = await trial(product, accident)
    outcome.figures["broken"] = str(broken)
    outcome.demand("longest gap, broken", quiet, GAP)
    outcome.demand("longest gap, killed", trade.silence(), RESTARTED)
    return outcome
