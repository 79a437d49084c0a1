"""What the product's form says of kinds: their names, and which fields each has."""

from typing import Any

from commerce.catalog.kinds import all_kinds, kind_of
from commerce.catalog.kinds.kind import Fulfilment, Kind, StockCounting
from commerce.catalog.texts import localized
from ui.parts.fields import Option
from ui.texts import _, spoken


def kind_options() -> list[Option]:
    """Every kind of this installation, goods first, with how it reaches its customer."""
    kinds = sorted(all_kinds().values(), key=lambda kind: (kind.fulfilment != "parcel", kind.code))
    return [Option(kind.code, kind_name(kind.code), note=_way(kind)) for kind in kinds]


def kind_name(code: str) -> str:
    """A kind's name in the spoken language."""
    return localized(kind_of(code).name, spoken())


def kind_facts(code: str) -> dict[str, Any]:
    """What the form's head holds of a kind."""
    kind = kind_of(code)
    return {
        "kind": code,
        "kind_name": kind_name(code),
        "units": localized(kind.units, spoken()) if kind.units else "",
        "has_weight": kind.fulfilment == Fulfilment.PARCEL,
        "has_keys": kind.stock == StockCounting.KEYS,
        "is_counted": kind.counted,
        "has_file": kind.has_file,
    }


def _way(kind: Kind) -> str:
    match kind.fulfilment:
        case Fulfilment.PARCEL:
            return _("Staff send it as a parcel")
        case Fulfilment.PROGRESS:
            return _("An advertising platform delivers it bit by bit")
        case _ if kind.stock == StockCounting.KEYS:
            return _("A key of your stock for each piece, at once")
        case _ if kind.has_file:
            return _("A file to load down, at once")
        case _:
            return _("Handed over at once")
