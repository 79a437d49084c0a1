"""The legs of the proof: one file each, found by being there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from proof.product import Product
from proof.trial import Outcome


@dataclass(frozen=True)
class Leg:
    """`run` works on the product that all legs share, `run_alone` starts one of its own.

    One that is `apart` runs only when it is asked for by name, and has a report of its own.
    """

    name: str
    title: str
    place: int
    run: Callable[[Product], Awaitable[Outcome]] | None
    run_alone: Callable[[], Awaitable[Outcome]] | None
    apart: bool = False


def all_legs() -> list[Leg]:
    """Every leg, in the order in which they are run."""
    legs: list[Leg] = []
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        alone = getattr(module, "run_alone", None)
        run = getattr(module, "run", None)
        apart = getattr(module, "APART", False)
        legs.append(Leg(found.name, module.TITLE, module.PLACE, run, alone, apart))
    return sorted(legs, key=lambda leg: leg.place)
