"""Kinds of business: one file each in this folder, found by being there.

An installation's own kinds lie in a folder of its own (ALLHOURS_KINDS_DIR).
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from commerce.catalog.kinds.kind import Fulfilment, Kind, StockCounting
from commerce.errors import NotFound
from commerce.settings import settings

__all__ = [
    "Kind",
    "StockCounting",
    "all_kinds",
    "counted_kinds",
    "kind_of",
    "kinds_fulfilled_by",
    "kinds_with_keys",
]


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its code, the codes in order."""
    found: dict[str, Kind] = {}
    own = settings().kinds_dir
    if own is not None and str(own) not in __path__:
        __path__.append(str(own))
    for module in iter_modules(__path__):
        kind = getattr(import_module(f"{__name__}.{module.name}"), "KIND", None)
        if isinstance(kind, Kind):
            found[kind.code] = kind
    return dict(sorted(found.items()))


def kind_of(code: str) -> Kind:
    """The kind with that code. Raises NotFound."""
    try:
        return all_kinds()[code]
    except KeyError:
        raise NotFound("kind") from None


@cache
def counted_kinds() -> tuple[str, ...]:
    """The kinds whose variants have a stock level; all others never run out."""
    return tuple(k.code for k in all_kinds().values() if k.counted)


@cache
def kinds_with_keys() -> tuple[str, ...]:
    """The kinds whose level is the number of unsold keys."""
    return tuple(k.code for k in all_kinds().values() if k.stock == StockCounting.KEYS)


@cache
def kinds_fulfilled_by(way: Fulfilment) -> tuple[str, ...]:
    """The kinds that reach the customer that way."""
    return tuple(k.code for k in all_kinds().values() if k.fulfilment == way)
