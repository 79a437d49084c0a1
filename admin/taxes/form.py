"""A tax rate as a form of flat texts, and as a row of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.parts.amounts import percent_typed, rate_of
from admin.parts.tax_classes import STANDARD, tax_words
from commerce.errors import InvalidInput, Problem
from commerce.shops.models import TaxRate
from commerce.shops.taxing import RateEdit
from ui.countries import country_words
from ui.texts import _

FIELDS = ("tax_class", "country", "region", "rate", "name")


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate in the list, in words."""

    rate_id: str
    tax_class: str
    place: str
    rate: str
    name: str


def rate_line(rate: TaxRate) -> RateLine:
    """The line of `rate` in the spoken language."""
    country = country_words().get(rate.country, rate.country)
    return RateLine(
        rate_id=str(rate.id),
        tax_class=tax_words(rate.tax_class),
        place=f"{country} · {rate.region}" if rate.region else country,
        rate=f"{percent_typed(rate.rate_ppm)} %",
        name=rate.name,
    )


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "tax_class": _("Tax class"),
        "country": _("Country or region"),
        "region": _("Province or state"),
        "rate": _("Rate in percent"),
        "name": _("Name on the bill"),
    }


def flat_of(standing: Mapping[str, Any]) -> dict[str, str]:
    """What stands (`taxing.standing_rate`), as the form shows it."""
    texts = {name: standing[name] for name in ("tax_class", "country", "region", "name")}
    return texts | {"rate": percent_typed(standing["rate_ppm"])}


def empty_form(country: str) -> dict[str, str]:
    """What the form of a new one begins with."""
    return dict.fromkeys(FIELDS, "") | {"tax_class": STANDARD, "country": country}


def edit_of(given: Mapping[str, str], version: int) -> RateEdit:
    """The edit that the form means. Raises InvalidInput."""
    problems: list[Problem] = []
    wanted: dict[str, Any] = {name: given[name].strip() for name in FIELDS if name != "rate"}
    try:
        wanted["rate_ppm"] = rate_of(given["rate"].strip())
    except ValueError as wrong:
        problems.append(Problem("rate", str(wrong.args[0])))
        wanted["rate_ppm"] = 0
    try:
        edit = RateEdit.parse(wanted | {"version": version})
    except InvalidInput as wrong:
        raise InvalidInput([*problems, *wrong.problems]) from None
    if problems:
        raise InvalidInput(problems)
    return edit
