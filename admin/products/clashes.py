"""Two people saved one product: what differs, and whose value is kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from admin.products.form import Flat
from ui.texts import _

KEEP = "keep."


@dataclass(frozen=True, slots=True)
class Clash:
    """One field with both values; `keep` is what is proposed: 'mine' or 'theirs'."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str


def clashes_of(
    base: Flat, mine: Flat, theirs: Flat, shown: Callable[[str, str], str]
) -> list[Clash]:
    """Every field of `mine` that stands otherwise by now.

    Who alone changed a field is proposed to be right; where both did, the one at the form is.
    `shown(name, value)` says a value in words.
    """
    return [
        Clash(
            name=name,
            label=field_words(name, mine),
            mine=shown(name, value),
            theirs=shown(name, theirs[name]),
            keep="theirs" if value == base.get(name) else "mine",
        )
        for name, value in mine.items()
        if name in theirs and value.strip() != theirs[name].strip()
    ]


def settled(mine: Flat, theirs: Flat, chosen: Flat, names: Iterable[str]) -> Flat:
    """`mine` with the fields that were chosen from `theirs`."""
    taken = {name: theirs[name] for name in names if chosen.get(KEEP + name) == "theirs"}
    return mine | taken


def field_words(name: str, flat: Flat) -> str:
    """A field's label, with the variant's SKU and the language where it has one."""
    parts = name.split(".")
    if parts[0] == "variants":
        sku = flat.get(f"variants.{parts[1]}.sku") or _("New variant")
        return f"{sku}: {_variant_words(parts[2:])}"
    if parts[0] == "options":
        return _in_language(_("Option {n}", n=int(parts[1]) + 1), parts[2])
    words = _words(parts[0])
    return _in_language(words, parts[1]) if len(parts) > 1 else words


def _variant_words(parts: list[str]) -> str:
    if parts[0] == "options":
        return _in_language(_("Option {n}", n=int(parts[1]) + 1), parts[2])
    return _words(parts[0])


def _words(name: str) -> str:
    return {
        "slug": _("Address"),
        "category_id": _("Category"),
        "tax_class": _("Tax class"),
        "picture_id": _("Picture"),
        "name": _("Product name"),
        "summary": _("Summary"),
        "description": _("Description"),
        "sku": _("SKU"),
        "price": _("Price"),
        "compare_at": _("Price before"),
        "weight": _("Weight in grams"),
        "units": _("Quantity in it"),
        "active": _("For sale"),
    }.get(name, name)


def _in_language(words: str, language: str) -> str:
    names = {"en": _("English"), "zh": _("Chinese")}
    return f"{words} ({names.get(language, language)})"
