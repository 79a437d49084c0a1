"""Today's figures beside the same hours of yesterday and of the same day last week, in text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commerce import clock
from commerce.db.session import Session
from commerce.money import Money
from commerce.orders.figures import DayFigures, Sold, day_figures
from commerce.shops.queries import ShopView
from ui.amounts import money_text, number_text, percent_text
from ui.texts import _, plural

LASTS = timedelta(minutes=1)  # so long the days before are not read again
TALL = 96  # units of the drawing that the tallest bar takes
Measure = Callable[[Sold], int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of today, how much more or less that is than last week, and both figures before."""

    value: str = ""
    change: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Where an hour's bar begins and how tall it is: today's, and last week's behind it."""

    y: str
    height: str
    week_y: str
    week_height: str


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour in both charts; the texts are for who points at it and for who hears the table."""

    x: str
    behind_x: str
    hour: str
    sales: Bar
    orders: Bar
    sales_text: str
    orders_text: str
    sales_hint: str
    orders_hint: str


@dataclass(frozen=True, slots=True)
class Today:
    """The figures at a glance."""

    sales: Figure = Figure()
    orders: Figure = Figure()
    average: Figure = Figure()


@dataclass(frozen=True, slots=True)
class Days:
    """Today, yesterday, and the same day last week; both of these as of `read_at`."""

    today: DayFigures
    yesterday: DayFigures
    week_ago: DayFigures
    read_at: datetime


async def days_now(session: Session, shop: ShopView, known: Days | None = None) -> Days:
    """Today as it is; the days before from `known` while that is young, for they hardly change."""
    now = clock.now()
    day = now.astimezone(clock.zone(shop.time_zone)).date()
    today = await day_figures(session, shop, day)
    if known is not None and known.today.day == day and now - known.read_at < LASTS:
        return replace(known, today=today)
    yesterday = await day_figures(session, shop, day - timedelta(days=1))
    week_ago = await day_figures(session, shop, day - timedelta(days=7))
    return Days(today, yesterday, week_ago, now)


def today_of(days: Days, currency: str) -> Today:
    """What stands above the charts."""

    def money(minor: int) -> str:
        return money_text(Money(minor, currency))

    return Today(
        sales=_figure(days, lambda sold: sold.paid_minor, money),
        orders=_figure(days, lambda sold: sold.orders, number_text),
        average=_figure(days, _average, money),
    )


def bars_of(days: Days, currency: str) -> list[HourBar]:
    """The charts' hours; both days share one measure, so that bars can be compared."""
    now, then = days.today.hours, days.week_ago.hours
    sales = _drawn(now, then, lambda sold: sold.paid_minor)
    orders = _drawn(now, then, lambda sold: sold.orders)
    return [_hour(n, now[n], then[n], currency, (sales[n], orders[n])) for n in range(len(now))]


def _hour(n: int, now: Sold, then: Sold, currency: str, bars: tuple[Bar, Bar]) -> HourBar:
    sales, sales_then = (money_text(Money(sold.paid_minor, currency)) for sold in (now, then))
    orders, orders_then = (
        plural("{count} order", "{count} orders", sold.orders) for sold in (now, then)
    )
    hour = f"{n:02}:00"
    return HourBar(
        x=str(n * 20 + 6),
        behind_x=str(n * 20 + 2),
        hour=hour,
        sales=bars[0],
        orders=bars[1],
        sales_text=sales,
        orders_text=orders,
        sales_hint=_("{hour}: {now}, a week ago {then}", hour=hour, now=sales, then=sales_then),
        orders_hint=_("{hour}: {now}, a week ago {then}", hour=hour, now=orders, then=orders_then),
    )


def _figure(days: Days, measure: Measure, text: Callable[[int], str]) -> Figure:
    now, yesterday, week = (
        measure(day.so_far) for day in (days.today, days.yesterday, days.week_ago)
    )
    before = _(
        "Yesterday {yesterday}, a week ago {week}", yesterday=text(yesterday), week=text(week)
    )
    return Figure(text(now), _change(now, week), before)


def _change(now: int, before: int) -> str:
    """+12.3% or -5%; nothing where there is nothing to compare with."""
    if before == 0:
        return ""
    share = (now - before) / before
    return ("+" if share > 0 else "") + percent_text(share)


def _average(sold: Sold) -> int:
    return round(sold.paid_minor / sold.orders) if sold.orders else 0


def _drawn(now: Sequence[Sold], then: Sequence[Sold], measure: Measure) -> list[Bar]:
    most = max(1, *map(measure, now), *map(measure, then))

    def tall(sold: Sold) -> int:
        return -(-measure(sold) * TALL // most)  # rounded up: a single order is seen

    pairs = [(tall(a), tall(b)) for a, b in zip(now, then, strict=True)]
    return [Bar(str(TALL - a), str(a), str(TALL - b), str(b)) for a, b in pairs]
