"""Which variant is meant: one value of each option; rules without screen or database."""

from dataclasses import dataclass

from commerce.catalog.queries import ProductPage
from commerce.catalog.views import VariantView

SOLD_OUT = "sold_out"
NOT_MADE = "none"


@dataclass(frozen=True, slots=True)
class Axis:
    """An option and its values, in the order of the variants."""

    name: str
    values: tuple[str, ...]


def axes_of(page: ProductPage) -> tuple[Axis, ...]:
    """The options that the product's variants differ in."""
    found: dict[str, dict[str, None]] = {}
    for variant in page.variants:
        for option in variant.options:
            found.setdefault(option.name, {})[option.value] = None
    return tuple(Axis(name, tuple(values)) for name, values in found.items())


def picks_of(page: ProductPage, sku: str = "") -> list[int]:
    """The picks of that SKU, else of the first variant that can be bought."""
    asked = [variant for variant in page.variants if variant.sku == sku]
    buyable = [variant for variant in page.variants if variant.available != 0]
    first = [*asked, *buyable, *page.variants]
    if not first:
        return []
    own = {option.name: option.value for option in first[0].options}
    return [axis.values.index(own[axis.name]) if axis.name in own else -1 for axis in axes_of(page)]


def picked(page: ProductPage, picks: list[int]) -> VariantView | None:
    """The variant with those values; none where that combination is not made."""
    wanted = {
        axis.name: axis.values[pick]
        for axis, pick in zip(axes_of(page), picks, strict=False)
        if 0 <= pick < len(axis.values)
    }
    for variant in page.variants:
        if {option.name: option.value for option in variant.options} == wanted:
            return variant
    return None


def state_of(page: ProductPage, picks: list[int], axis: int, pick: int) -> str:
    """What picking this value instead leads to: '' (to be had), sold out, not made."""
    other = [*picks]
    other[axis] = pick
    variant = picked(page, other)
    if variant is None:
        return NOT_MADE
    return SOLD_OUT if variant.available == 0 else ""
