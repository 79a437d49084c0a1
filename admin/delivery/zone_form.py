"""A delivery zone as a form of flat texts, and as a row of the list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commerce.catalog.texts import LANGUAGES, localized
from commerce.delivery.models import DeliveryZone
from commerce.delivery.zones import ZoneEdit
from commerce.errors import InvalidInput, Problem
from ui.countries import country_words
from ui.texts import _, spoken

FIELDS = (*(f"name.{language}" for language in LANGUAGES), "code", "places", "position")
STEP = 10
_BETWEEN = re.compile(r"[\n,;、，；]+")
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone in its list, in words."""

    zone_id: str
    name: str
    code: str
    places: str


def labels() -> dict[str, str]:
    """The fields' names, in the form's order."""
    return {
        "name.en": _("Name in English"),
        "name.zh": _("Name in Chinese"),
        "places": _("Places"),
        "position": _("Place"),
    }


def zone_line(zone: DeliveryZone) -> ZoneLine:
    """The line of `zone` in the spoken language."""
    comma = "、" if spoken() == "zh" else ", "
    more = len(zone.places) - _SHOWN
    places = comma.join(map(_place_words, zone.places[:_SHOWN]))
    return ZoneLine(
        zone_id=str(zone.id),
        name=localized(zone.name, spoken()),
        code=zone.code,
        places=f"{places} +{more}" if more > 0 else places,
    )


def flat_of(standing: Mapping[str, Any]) -> dict[str, str]:
    """What stands (`zones.standing_zone`), as the form shows it."""
    return {f"name.{language}": standing["name"].get(language, "") for language in LANGUAGES} | {
        "code": standing["code"],
        "places": "\n".join(standing["places"]),
        "position": str(standing["position"]),
    }


def empty_form(position: int) -> dict[str, str]:
    """What the form of a new one begins with."""
    return dict.fromkeys(FIELDS, "") | {"position": str(position)}


def edit_of(given: Mapping[str, str], version: int, code: str) -> ZoneEdit:
    """The edit that the form means; `code` where it is fixed. Raises InvalidInput."""
    wanted: dict[str, Any] = {
        "version": version,
        "code": code or given["code"].strip(),
        "name": {language: given[f"name.{language}"] for language in LANGUAGES},
        "places": [_place(part) for part in _BETWEEN.split(given["places"]) if part.strip()],
        "position": given["position"].strip() or 0,
    }
    try:
        return ZoneEdit.parse(wanted)
    except InvalidInput as wrong:
        raise InvalidInput(map(_at_field, wrong.problems)) from None


def _place(typed: str) -> str:
    country, colon, region = typed.replace("：", ":").partition(":")
    return country.strip().upper() + colon + region.strip()


def _place_words(place: str) -> str:
    country, colon, region = place.partition(":")
    return region if colon else country_words().get(country, country)


def _at_field(problem: Problem) -> Problem:
    first = problem.field.partition(".")[0]
    if first == "places":
        empty = problem.code == "too_short"
        return Problem("places", "missing" if empty else problem.code, problem.facts)
    return Problem(
        "name.en" if problem.field == "name" else problem.field, problem.code, problem.facts
    )
