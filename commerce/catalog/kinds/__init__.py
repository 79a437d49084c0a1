"""Kinds of business: one file each in this folder, found by being there."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from commerce.catalog.kinds.kind import Kind, StockCounting
from commerce.errors import NotFound

__all__ = ["Kind", "StockCounting", "all_kinds", "counted_kinds", "kind_of"]


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its code, the codes in order."""
    found: dict[str, Kind] = {}
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
    return tuple(k.code for k in all_kinds().values() if k.stock == StockCounting.LEVELS)
