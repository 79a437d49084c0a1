"""The one loop that does what falls due: expiry, late refunds, callbacks; it sleeps between."""

import asyncio
import time

from sandbox.parcels import ParcelCarrier
from sandbox.promotion import PromotionPlatform
from sandbox.promotion.campaigns import deliver_due
from sandbox.till import Till
from sandbox.till.payments import expire_due
from sandbox.till.refunds import settle_due

LONGEST_SLEEP_SECONDS = 3600.0


async def keep_time(till: Till, parcels: ParcelCarrier, platform: PromotionPlatform) -> None:
    """Run until cancelled."""
    while True:
        till.outbox.changed.clear()
        now = time.time()
        expire_due(till)
        settle_due(till)
        parcels.move_due(now)
        deliver_due(platform)
        till.outbox.send_due(now)
        due = next_due(till, parcels)
        pause = LONGEST_SLEEP_SECONDS if due is None else max(0.0, due - time.time())
        await wait_until(till.outbox.changed, min(pause, LONGEST_SLEEP_SECONDS))


def next_due(till: Till, parcels: ParcelCarrier) -> float | None:
    """When the next thing falls due."""
    expires = "SELECT min(expires) AS due FROM payments WHERE status = 'pending'"
    settles = "SELECT min(settles) AS due FROM refunds WHERE status = 'pending'"
    steps = "SELECT min(next_step) AS due FROM campaigns WHERE status = 'running'"
    rows = [till.store.one(expires), till.store.one(settles), till.store.one(steps)]
    moments = [row["due"] for row in rows if row is not None] + [till.outbox.next_due()]
    moments.append(parcels.next_due())
    return min((moment for moment in moments if moment is not None), default=None)


async def wait_until(changed: asyncio.Event, pause: float) -> None:
    """Sleep, or wake early on a change."""
    try:
        await asyncio.wait_for(changed.wait(), pause)
    except TimeoutError:
        return
