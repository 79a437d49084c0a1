"""By when a parcel arrives, in words."""

from datetime import UTC, date, timedelta

from babel.dates import format_date

from commerce import clock
from commerce.delivery.queries import Arrival
from ui.amounts import time_text
from ui.texts import Locale, _, gap, spoken

_CLDR: dict[Locale, str] = {"en": "en_GB", "zh": "zh_Hans_CN"}
_DAY: dict[Locale, str] = {"en": "EEE d MMM", "zh": "M月d日EEE"}
A_DAY = timedelta(days=1)


def arrival_text(arrival: Arrival, zone: str) -> str:
    """By when a parcel arrives, and until when one has to order for that."""
    today = clock.now().astimezone(clock.zone(zone)).date()
    first, last = day_words(arrival.earliest, today), day_words(arrival.latest, today)
    if arrival.night:
        words = (
            _("Arrives tonight.")
            if arrival.earliest == today
            else _("Arrives tomorrow night.")
            if arrival.earliest == today + timedelta(days=1)
            else _("Arrives in the night of {day}.", day=first)
        )
    elif arrival.earliest == arrival.latest:
        words = _("Arrives {day}.", day=first)
    else:
        words = _("Arrives {first} to {last}.", first=first, last=last)
    if arrival.order_by is None:
        return words
    left = arrival.order_by.astimezone(UTC) - clock.now()
    if left > A_DAY:
        by_when = _("Order by {time} for that.", time=time_text(arrival.order_by, zone))
    else:
        by_when = _("Order within {time} for that.", time=span_text(left))
    return words + gap() + by_when


def span_text(left: timedelta) -> str:
    """A time that is left, in hours and minutes, never more than there is."""
    minutes = max(1, int(left.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min", minutes=rest)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest)


def day_words(day: date, today: date) -> str:
    """'today', 'tomorrow', else the day of the week with its date."""
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return format_date(day, _DAY[spoken()], locale=_CLDR[spoken()])
