"""Money, moments and numbers as people read them; strings are made here, never in the browser."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_timezone_name,
)
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from commerce import clock
from commerce.money import Money
from ui.texts import Locale, _, speaking, spoken

JUST_NOW_SECONDS = 60

_CLDR: dict[Locale, str] = {"en": "en_US", "zh": "zh_Hans_CN"}
# English is international here: day before month, told by words, and a 24-hour clock.
_DAY_FORMAT: dict[Locale, str] = {"en": "d MMM y", "zh": "y年M月d日"}
_SAME_YEAR_FORMAT: dict[Locale, str] = {"en": "d MMM", "zh": "M月d日"}


def money_text(money: Money, locale: Locale | None = None) -> str:
    """¥1,299.00 in Chinese for CNY, CN¥1,299.00 in English: each reader's own custom."""
    return format_currency(money.major, money.currency, locale=_cldr(locale))


def number_text(number: float, locale: Locale | None = None) -> str:
    """1,299 with the reader's grouping."""
    return format_decimal(number, locale=_cldr(locale))


def tenths_text(tenths: int, locale: Locale | None = None) -> str:
    """'4.6' for 46."""
    return format_decimal(Decimal(tenths) / 10, format="0.0", locale=_cldr(locale))


def short_number_text(number: int, locale: Locale | None = None) -> str:
    """12.3K in English, 1.2万 in Chinese: for figures at a glance."""
    return format_compact_decimal(number, locale=_cldr(locale), fraction_digits=1)


def percent_text(share: float, locale: Locale | None = None) -> str:
    """0.254 as 25.4%."""
    return format_percent(share, format="#,##0.#%", locale=_cldr(locale))


def day_text(at: datetime, zone: str, locale: Locale | None = None) -> str:
    """The day in the shop's zone; the year only when it is another one."""
    local, now = _local(at, zone), _local(clock.now(), zone)
    formats = _SAME_YEAR_FORMAT if local.year == now.year else _DAY_FORMAT
    return format_date(local, formats[locale or spoken()], locale=_cldr(locale))


def time_text(at: datetime, zone: str, locale: Locale | None = None) -> str:
    """14:05 in the shop's zone."""
    return format_time(_local(at, zone), "HH:mm", locale=_cldr(locale))


def moment_text(at: datetime, zone: str, locale: Locale | None = None) -> str:
    """Day and time in the shop's zone: 3 Nov, 14:05 or 11月3日 14:05."""
    joint = " " if (locale or spoken()) == "zh" else ", "
    return day_text(at, zone, locale) + joint + time_text(at, zone, locale)


def full_moment_text(at: datetime, zone: str, locale: Locale | None = None) -> str:
    """Day, time to the second and zone: for a tooltip or a printed page."""
    return format_datetime(_local(at, zone), "y-MM-dd HH:mm:ss zzz", locale=_cldr(locale))


def zone_text(zone: str, locale: Locale | None = None) -> str:
    """A zone's name: China Standard Time, 中国标准时间."""
    return get_timezone_name(ZoneInfo(zone), locale=_cldr(locale))


def ago_text(at: datetime, locale: Locale | None = None) -> str:
    """Just now, 5 minutes ago, in 2 days; 刚刚, 5分钟前."""
    passed = at - clock.now()
    if abs(passed.total_seconds()) < JUST_NOW_SECONDS:
        with speaking(locale or spoken()):
            return _("just now")
    return format_timedelta(passed, add_direction=True, threshold=2, locale=_cldr(locale))


def _cldr(locale: Locale | None) -> str:
    return _CLDR[locale or spoken()]


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
