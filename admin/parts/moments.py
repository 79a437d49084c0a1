"""Moments as the shop reads them, with the same moment in UTC and at the customer's on hover."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx
from babel.core import get_global

from ui.amounts import ago_text, full_moment_text, moment_text


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in text; `hover` says it in full for each zone; `iso` is for machines."""

    text: str = ""
    hover: str = ""
    iso: str = ""


def moment(at: datetime, zone: str, customers_zone: str = "", *, ago: bool = False) -> Moment:
    """`at` in the shop's zone, or with `ago` as the time passed since."""
    zones = list(dict.fromkeys(z for z in (zone, customers_zone, "UTC") if z))
    return Moment(
        text=ago_text(at) if ago else moment_text(at, zone),
        hover=" · ".join(full_moment_text(at, z) for z in zones),
        iso=at.isoformat(timespec="seconds"),
    )


def zone_of_country(country: str) -> str:
    """The zone of a country that has only one; else nothing, since a guess would mislead."""
    zones = get_global("territory_zones").get(country, [])
    return zones[0] if len(zones) == 1 else ""


def time_tag(at: Moment) -> rx.Component:
    """The moment on screen; `at` is a var of a Moment or one that is known now."""
    return rx.el.time(at.text, date_time=at.iso, title=at.hover)
