"""The database answers 200 ms late: answers stay bounded, and the rate is back soon after."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from launch.cluster import DATABASE, ROLE
from launch.postgres import PORT, running_postgres
from proof.buyers import Trade, p95
from proof.product import Product, started
from proof.slow_road import SlowRoad, open_road
from proof.stocking import fill_stall
from proof.trial import Outcome, trial

TITLE = "the database slowed by 200 ms"
PLACE = 7
DELAY = 0.2
BEFORE, SLOW, AFTER = 8.0, 12.0, 12.0
LONGEST_ANSWER = 5.0
RECOVERED = 10.0
RATE_BACK = 0.9
STEP = 1.0


async def run_alone() -> Outcome:
    with behind_a_slow_road() as (product, road):
        await fill_stall(product)
        return await _slowed(product, road)


@contextmanager
def behind_a_slow_road() -> Iterator[tuple[Product, SlowRoad]]:
    """A product whose database is a server of ours, at the other end of a road of ours."""
    with ExitStack() as opened:
        name = opened.enter_context(tempfile.TemporaryDirectory(prefix="allhours-road-"))
        folder = Path(name)
        folder.chmod(0o711)
        url = opened.enter_context(running_postgres(folder / "postgres"))
        there = Path(parse_qs(urlsplit(url).query)["host"][0])
        socket = f".s.PGSQL.{PORT}"
        road = opened.enter_context(open_road(folder / socket, there / socket))
        address = f"postgresql://{ROLE}@/{DATABASE}?host={folder}&port={PORT}"
        yield opened.enter_context(started(DATABASE_URL=address)), road


async def _slowed(product: Product, road: SlowRoad) -> Outcome:
    async def accident(_trade: Trade) -> None:
        await asyncio.sleep(BEFORE)
        road.delay = DELAY
        await asyncio.sleep(SLOW)
        road.delay = 0.0
        await asyncio.sleep(AFTER)

    outcome, trade = await trial(product, accident)
    usual = trade.rate(2, BEFORE)
    outcome.figures |= {
        "orders/s before": f"{usual:.0f}",
        "orders/s slowed": f"{trade.rate(BEFORE + 2, BEFORE + SLOW):.0f}",
        "orders/s after": f"{trade.rate(BEFORE + SLOW + AFTER / 2):.0f}",
        "p95": f"{p95(trade.answers):.2f} s",
        "refusals": str(len(trade.refused)),
    }
    outcome.demand("longest answer", max(trade.answers), LONGEST_ANSWER)
    outcome.demand("recovery", _recovery(trade, usual), RECOVERED)
    return outcome


def _recovery(trade: Trade, usual: float) -> float:
    """Seconds after the slowness until a second is as good as those before it."""
    since = BEFORE + SLOW
    while since + STEP <= BEFORE + SLOW + AFTER:
        if trade.rate(since, since + STEP) >= RATE_BACK * usual:
            return since + STEP - BEFORE - SLOW
        since += STEP / 4
    return float("inf")
