"""The legs of the proof: one file each, found by being there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from proof.product import Product
from proof.trial import Outcome


@dataclass(frozen=True)
class Leg:
    """`run` works on the product that all legs share, `run_alone` starts one of its own."""

    name: str
    title: str
    place: int
    run: Callable[[Product], Awaitable[Outcome]] | None
    run_alone: Callable[[], Awaitable[Outcome]] | None


def all_legs() -> list[Leg]:
    """Every leg, in the order in which they are run."""
    legs: list[Leg] = []
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        alone = getattr(module, "run_alone", None)
        run = getattr(module, "run", None)
        legs.append(Leg(found.name, module.TITLE, module.PLACE, run, alone))
    return sorted(legs, key=lambda leg: leg.place)
