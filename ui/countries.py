"""Countries by name, in the spoken language's own order."""

from functools import cache

from babel import Locale as Cldr

from ui.texts import Locale, spoken

_CLDR: dict[Locale, str] = {"en": "en_US", "zh": "zh_Hans_CN"}
# ISO 3166 codes that CLDR knows beside the countries: groups, and places without addresses.
_NOT = frozenset({"AQ", "BV", "EU", "EZ", "HM", "QO", "UN", "XA", "XB", "ZZ"})


def country_words() -> dict[str, str]:
    """Code to name, sorted by name; China first in Chinese."""
    return _words(spoken())


@cache
def _words(locale: Locale) -> dict[str, str]:
    names = Cldr.parse(_CLDR[locale]).territories
    known = {c: n for c, n in names.items() if len(c) == 2 and c.isalpha() and c not in _NOT}
    first = ("CN", "HK", "MO", "TW") if locale == "zh" else ()
    return {c: known[c] for c in first} | dict(sorted(known.items(), key=lambda item: item[1]))
