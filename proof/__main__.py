"""`make proof`, `make proof LEG=database`: run the legs, print the table, fail where one fails."""

import asyncio
import os
import signal
import sys

from rich.console import Console

from proof.legs import Leg, all_legs
from proof.product import Product, started
from proof.report import keep, keep_apart, show
from proof.stocking import fill_stall
from proof.trial import Outcome


def main() -> int:
    console = Console()
    wanted = os.environ.get("LEG", "").replace(",", " ").split()
    legs = [leg for leg in all_legs() if leg.name in wanted or not (wanted or leg.apart)]
    if unknown := set(wanted) - {leg.name for leg in legs}:
        names = ", ".join(leg.name for leg in all_legs())
        console.print(f"LEG: there is no {', '.join(sorted(unknown))}; there are {names}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what we started must end with us
    results = asyncio.run(run(legs, console))
    show(results, console)
    if not wanted:
        keep(results)
    for leg, outcome in results:
        if (
            leg.apart
            and outcome.is_whole
            and (os.environ.get("KEEP") or not os.environ.get("ORDERS"))
        ):
            keep_apart(leg, outcome)
    return 1 if any(outcome.failures for _, outcome in results) else 0


async def run(legs: list[Leg], console: Console) -> list[tuple[Leg, Outcome]]:
    """Those that share a product first, then those that start their own."""
    results: list[tuple[Leg, Outcome]] = []
    shared = [leg for leg in legs if leg.run is not None]
    if shared:
        with console.status("Starting the product"), started() as product:
            await fill_stall(product)
            for leg in shared:
                results.append((leg, await one(leg, product, console)))
    for leg in legs:
        if leg.run_alone is not None:
            results.append((leg, await one(leg, None, console)))
    return results


async def one(leg: Leg, product: Product | None, console: Console) -> Outcome:
    """A leg that breaks down has failed; the others still run."""
    console.print(f"{leg.name}: {leg.title} ...", soft_wrap=True)
    outcome = await _outcome(leg, product)
    figures = ", ".join(f"{name}: {figure}" for name, figure in outcome.figures.items())
    console.print(f"  {figures}", markup=False, highlight=False, soft_wrap=True)
    for failure in outcome.failures:
        console.print(f"  FAILED {failure}", style="red", markup=False, soft_wrap=True)
    return outcome


async def _outcome(leg: Leg, product: Product | None) -> Outcome:
    try:
        if leg.run_alone is not None:
            return await leg.run_alone()
        if leg.run is not None and product is not None:
            return await leg.run(product)
    except Exception as broke:  # noqa: BLE001 - the table must be printed whatever happens
        return Outcome(failures=[f"the leg broke down: {broke!r}"])
    return Outcome(failures=["nothing was run"])


if __name__ == "__main__":
    sys.exit(main())
