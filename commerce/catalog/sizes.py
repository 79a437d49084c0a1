"""Sizes in the order that people expect: small before large, 250 g before 1 kg."""

import re
from collections.abc import Iterable

from commerce.catalog.views import OptionValue

_SMALLER = ("xxs", "xs", "extra small", "mini", "s", "small", "m", "medium")
_WORDS = (*_SMALLER, "l", "large", "xl", "extra large", "xxl", "xxxl")
_WORD = re.compile(r"(extra (?:small|large)|[a-z]+)(?:\s*/\s*([a-z]+))?", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|g|ml|cl|l|mm|cm|m)?\b", re.IGNORECASE)
_UNITS = {"kg": 1000.0, "l": 1000.0, "cl": 10.0, "cm": 10.0, "m": 1000.0}
_Rank = tuple[int, float, float]


def by_size(values: Iterable[OptionValue]) -> tuple[OptionValue, ...]:
    """Words of size first, then amounts; what is neither keeps its place at the end."""
    return tuple(sorted(values, key=lambda value: _rank(value.key)))


def _rank(text: str) -> _Rank:
    """A stable sort leaves equals, and all that is no size, as they come."""
    word = _WORD.match(text)
    found = _AMOUNT.search(text)
    amount = 0.0
    if found:
        unit = (found[2] or "").lower()
        amount = float(found[1].replace(",", ".")) * _UNITS.get(unit, 1.0)
    sizes = [_WORDS.index(size) for size in _sizes(word)]
    if sizes:
        return 0, sum(sizes) / len(sizes), amount  # S/M stands between S and M
    return (1, 0, amount) if found and found.start() == 0 else (2, 0, 0.0)


def _sizes(word: re.Match[str] | None) -> list[str]:
    """The words of size that it names: one, or both of a double size."""
    named = [each.lower() for each in word.groups() if each] if word else []
    return named if set(named) <= set(_WORDS) else []
