"""One trial: load, an accident meanwhile, and what buyers, carts and books say after it."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from proof.books import audit
from proof.buyers import Buyers, Trade
from proof.carts import Carts
from proof.product import Product, lives

CONNECTIONS = 48
PAUSE = 0.15  # seconds after each order: busy, but not the peak, so that a gap is the accident's
Accident = Callable[[Trade], Awaitable[None]]


@dataclass
class Outcome:
    """What one leg found: figures to read, and what is not as it must be.

    `is_whole`: False while the leg is to be gone on with; then nothing is kept of it.
    """

    figures: dict[str, str] = field(default_factory=dict[str, str])
    failures: list[str] = field(default_factory=list[str])
    is_whole: bool = True

    def demand(self, what: str, seen: float, most: float, unit: str = "s") -> None:
        """Note a figure that may be at most so much."""
        self.figures[what] = f"{seen:.2f} {unit} (at most {most:g})"
        if seen > most:
            self.failures.append(f"{what}: {seen:.2f} {unit}, at most {most:g}")


async def trial(
    product: Product, accident: Accident, *, connections: int = CONNECTIONS, pause: float = PAUSE
) -> tuple[Outcome, Trade]:
    """Load the product, let the accident happen, and audit."""
    carts = await Carts(product).fill()
    trade = await Buyers(product, connections, pause=pause).trade(accident)
    outcome = Outcome()
    verdict = await asyncio.to_thread(audit, product)
    outcome.figures |= {
        "orders": str(len(trade.acknowledged)),
        "orders/s": f"{trade.rate():.0f}",
        "asked again": str(sum(trade.troubles.values()) + len(trade.refused)),
        "lost": str(verdict.lost),
        "doubled": str(verdict.doubled),
    }
    outcome.failures += verdict.failures()
    outcome.failures += await carts.failures()
    outcome.failures += [f"{n} times: {answer}" for answer, n in trade.unexpected.items()]
    outcome.failures += [f"{n} times held off: {why}" for why, n in trade.held_off.items()]
    if trade.given_up:
        outcome.failures.append(f"{trade.given_up} buyers gave up")
    if not trade.acknowledged:
        outcome.failures.append("not one order was acknowledged")
    return outcome, trade


def kill(pid: int | None, number: int = signal.SIGKILL) -> None:
    """As the kernel does when memory runs out."""
    if pid is None:
        raise RuntimeError("the process to be killed is not there")
    os.kill(pid, number)


async def until(condition: Callable[[], bool], within: float) -> float:
    """Seconds until it holds; infinite when it does not within so many."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within:
            return float("inf")
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def replaced(product: Product, part: str, killed: int, within: float = 30) -> float:
    """Seconds until another process of that part lives in the killed one's place."""

    def there() -> bool:
        pid = product.pid_of(part)
        return pid is not None and pid != killed and lives(pid)

    return await until(there, within)
