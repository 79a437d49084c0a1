"""The settings as a form: text in, text out, and what differs when two people save."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel import Locale as Cldr
from babel.numbers import get_currency_name, get_territory_currencies

from admin.parts.stale import Difference
from commerce.shops.editing import COUNTRIES
from commerce.shops.queries import ShopView
from ui.parts.fields import Option
from ui.texts import LANGUAGE_NAMES, Locale, _

TICKED = ("prices_include_tax", "ordering_paused", "tell_all_waiting")
NAMED = ("name", "currency", "time_zone", "country", "locale", "hold_minutes", "unpaid_most")


@dataclass(frozen=True, slots=True)
class ShopForm:
    """What the form's fields begin with."""

    name: str = ""
    currency: str = ""
    time_zone: str = ""
    country: str = ""
    locale: str = "en"
    hold_minutes: str = ""
    unpaid_most: str = ""
    prices_include_tax: bool = True
    ordering_paused: bool = False
    tell_all_waiting: bool = False

    @classmethod
    def of(cls, shop: ShopView) -> "ShopForm":
        """The form of a shop as it stands."""
        return cls(
            name=shop.name,
            currency=shop.currency,
            time_zone=shop.time_zone,
            country=shop.country,
            locale=shop.locale,
            hold_minutes=str(shop.hold_minutes),
            unpaid_most=str(shop.unpaid_most),
            prices_include_tax=shop.prices_include_tax,
            ordering_paused=shop.ordering_paused,
            tell_all_waiting=shop.tell_all_waiting,
        )


def given_in(form: object) -> dict[str, object]:
    """What the form says, boxes as true or false."""
    given = form if isinstance(form, Mapping) else {}
    found: dict[str, object] = {name: str(given.get(name) or "") for name in NAMED}
    return found | {name: given.get(name) in (True, "on", "true") for name in TICKED}


def differences(mine: Mapping[str, object], theirs: Mapping[str, str]) -> list[Difference]:
    """Both values of every field that differs; booleans in words."""
    return [
        Difference(label, _words(mine.get(name)), _words(theirs[name]))
        for name, label in labels().items()
        if name in theirs and str(mine.get(name)) != theirs[name]
    ]


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "name": _("Name of the shop"),
        "currency": _("Currency"),
        "time_zone": _("Time zone"),
        "country": _("Country or region"),
        "locale": _("Language"),
        "hold_minutes": _("Minutes to pay"),
        "unpaid_most": _("Unpaid orders at once, per customer or contact"),
        "prices_include_tax": _("Prices include tax"),
        "ordering_paused": _("Pause ordering"),
        "tell_all_waiting": _("Tell everybody who waits at once"),
    }


def currencies(locale: Locale) -> list[Option]:
    """Every currency in use somewhere, by code."""
    codes = {code for place in _countries(locale) for code in get_territory_currencies(place)}
    cldr = _cldr(locale)
    return [Option(c, f"{c} · {get_currency_name(c, locale=cldr)}") for c in sorted(codes)]


def countries(locale: Locale) -> list[Option]:
    """Every country or region, by its name in `locale`."""
    named = sorted(_countries(locale).items(), key=lambda pair: pair[1])
    return [Option(code, f"{name} ({code})") for code, name in named]


def zones() -> list[str]:
    """Every zone that names a place."""
    places = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    more = ("Indian", "Pacific")
    return sorted(z for z in available_timezones() if z.partition("/")[0] in places + more)


def languages() -> list[Option]:
    """The languages that the shop speaks."""
    return [Option(code, name) for code, name in LANGUAGE_NAMES.items()]


def _countries(locale: Locale) -> dict[str, str]:
    names = _cldr(locale).territories
    return {code: names.get(code, code) for code in COUNTRIES}


def _cldr(locale: Locale) -> Cldr:
    return Cldr.parse("zh_Hans_CN" if locale == "zh" else "en")


def _words(value: object) -> str:
    return {"True": _("Yes"), "False": _("No")}.get(str(value), str(value))
