"""Days of a URL or a form: the first and the last one of a period, in the shop's zone."""

from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


Day = Annotated[date | None, BeforeValidator(_blank_is_none)]


def midnight(day: date | None, zone: str) -> datetime | None:
    """The moment when that day begins in `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone)) if day else None
