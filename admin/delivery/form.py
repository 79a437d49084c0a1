"""A way of delivery as a form of flat texts, and as a row of the list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.delivery.rates import rates_text, rates_typed
from admin.parts.amounts import amount_text
from admin.parts.tax_classes import STANDARD
from commerce.catalog.texts import LANGUAGES, localized
from commerce.delivery.editing import MethodEdit
from commerce.delivery.models import DeliveryMethod
from commerce.errors import InvalidInput, Problem
from commerce.money import Money, minor_of
from ui.amounts import money_text
from ui.countries import country_words
from ui.texts import _, plural, spoken

FIELDS = (
    *(f"{text}.{language}" for text in ("name", "summary") for language in LANGUAGES),
    *("code", "price", "free_from", "countries", "night", "cut_off", "days_min", "days_max"),
    *("tax_class", "position", "enabled", "rates"),
)
STEP = 10
_FIELD_OF = {"days_turned_round": "days_max", "night_needs_cut_off": "cut_off"}
_NAME_OF = {"price_minor": "price", "free_from_minor": "free_from", "name": "name.en"}
_BETWEEN = re.compile(r"[\s,;、，；]+")
_COUNTRIES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A way of delivery in the list, in words."""

    method_id: str
    name: str
    code: str
    price: str
    note: str
    when: str
    where: str
    enabled: bool


def method_line(method: DeliveryMethod, currency: str) -> MethodLine:
    """The line of `method` in the spoken language."""
    free_from = method.free_from_minor
    free = "" if free_from is None else money_text(Money(free_from, currency))
    return MethodLine(
        method_id=str(method.id),
        name=localized(method.name, spoken()),
        code=method.code,
        price=money_text(Money(method.price_minor, currency)),
        note=_("free from {amount}", amount=free) if free else "",
        when=_when(method),
        where=_where(method.countries),
        enabled=method.enabled,
    )


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "name.en": _("Name in English"),
        "name.zh": _("Name in Chinese"),
        "summary.en": _("In a sentence, in English"),
        "summary.zh": _("In a sentence, in Chinese"),
        "price": _("Price"),
        "free_from": _("Free from"),
        "days_min": _("Days at least"),
        "days_max": _("Days at most"),
        "cut_off": _("Order by"),
        "night": _("Delivered in the night that follows"),
        "countries": _("Countries"),
        "tax_class": _("Tax class"),
        "rates": _("Prices by zone, weight and hours"),
        "position": _("Place"),
        "enabled": _("Offered to customers"),
    }


def flat_of(standing: Mapping[str, Any], currency: str) -> dict[str, str]:
    """What stands (`editing.standing_method`), as the form shows it."""
    cut_off = standing["cut_off"]
    return {
        f"{text}.{language}": standing[text].get(language, "")
        for text in ("name", "summary")
        for language in LANGUAGES
    } | {
        "code": standing["code"],
        "price": amount_text(standing["price_minor"], currency),
        "free_from": amount_text(standing["free_from_minor"], currency),
        "countries": ", ".join(standing["countries"]),
        "night": "on" if standing["night"] else "",
        "cut_off": cut_off.strftime("%H:%M") if cut_off else "",
        "days_min": str(standing["days_min"]),
        "days_max": str(standing["days_max"]),
        "tax_class": standing["tax_class"],
        "position": str(standing["position"]),
        "enabled": "on" if standing["enabled"] else "",
        "rates": rates_text(standing["rates"], currency),
    }


def empty_form(position: int) -> dict[str, str]:
    """What the form of a new one begins with."""
    usual = {"days_min": "1", "days_max": "3", "tax_class": STANDARD, "enabled": "on"}
    return dict.fromkeys(FIELDS, "") | usual | {"position": str(position)}


def edit_of(given: Mapping[str, str], version: int, code: str, currency: str) -> MethodEdit:
    """The edit that the form means; `code` where it is fixed. Raises InvalidInput."""
    problems: list[Problem] = []
    free_from = given["free_from"].strip()
    wanted = {
        "version": version,
        "code": code or given["code"].strip(),
        "price_minor": _minor(given, "price", currency, problems),
        "free_from_minor": _minor(given, "free_from", currency, problems) if free_from else None,
        "countries": [part for part in _BETWEEN.split(given["countries"].upper()) if part],
        "cut_off": given["cut_off"].strip(),
        "days_min": given["days_min"].strip(),
        "days_max": given["days_max"].strip(),
        "tax_class": given["tax_class"] or STANDARD,
        "position": given["position"].strip() or 0,
    }
    wanted |= {name: given[name] == "on" for name in ("night", "enabled")}
    wanted["rates"] = rates_typed(given["rates"], currency, problems)
    for text in ("name", "summary"):
        wanted[text] = {language: given[f"{text}.{language}"] for language in LANGUAGES}
    try:
        edit = MethodEdit.parse(wanted)
    except InvalidInput as wrong:
        raise InvalidInput([*problems, *map(_at_field, wrong.problems)]) from None
    if problems:
        raise InvalidInput(problems)
    return edit


def _minor(given: Mapping[str, str], name: str, currency: str, problems: list[Problem]) -> int:
    try:
        return minor_of(given[name].strip(), currency)
    except ValueError as wrong:
        problems.append(Problem(name, str(wrong.args[0])))
        return 0


def _at_field(problem: Problem) -> Problem:
    first = problem.field.partition(".")[0]
    name = _FIELD_OF.get(problem.code) or _NAME_OF.get(problem.field)
    whole = first if first in ("countries", "rates") else problem.field
    return Problem(name or whole, problem.code, problem.facts)


def _when(method: DeliveryMethod) -> str:
    if method.night:
        words = _("at night")
    elif method.days_min == method.days_max:
        words = plural("Within {count} day", "Within {count} days", method.days_max)
    else:
        least, most = method.days_min, method.days_max
        words = _("Within {least} to {most} days", least=least, most=most)
    if method.cut_off is None:
        return words
    return f"{words} · " + _("order by {time}", time=method.cut_off.strftime("%H:%M"))


def _where(codes: list[str]) -> str:
    if not codes:
        return _("Everywhere")
    names = country_words()
    comma = "、" if spoken() == "zh" else ", "
    shown = comma.join(names.get(code, code) for code in codes[:_COUNTRIES_SHOWN])
    more = len(codes) - _COUNTRIES_SHOWN
    return f"{shown} +{more}" if more > 0 else shown
