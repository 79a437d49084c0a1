"""The start page's figures: changes against last week, and bars on one measure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from admin.home.figures import Bar, Days, Figure, bars_of, days_now, today_of
from commerce import clock
from commerce.db.session import transaction
from commerce.orders.figures import DayFigures, Sold
from tests.builders import a_shop

NOTHING = [Sold()] * 24


def a_day(so_far: Sold, **hours: Sold) -> DayFigures:
    by_hour = [hours.get(f"h{n}", sold) for n, sold in enumerate(NOTHING)]
    return DayFigures(date(2026, 11, 25), tuple(by_hour), so_far)


DAYS = Days(
    today=a_day(Sold(3, 30_000), h9=Sold(3, 30_000)),
    yesterday=a_day(Sold(1, 8_000), h9=Sold(1, 8_000)),
    week_ago=a_day(Sold(4, 24_000), h9=Sold(1, 60_000), h23=Sold(6, 1)),
    read_at=datetime(2026, 11, 25, tzinfo=UTC),
)


def test_figures_are_compared_with_last_week_s_by_this_time():
    today = today_of(DAYS, "CNY")
    assert today.sales == Figure("CN¥300.00", "+25%", "Yesterday CN¥80.00, a week ago CN¥240.00")
    assert today.orders == Figure("3", "-25%", "Yesterday 1, a week ago 4")
    assert today.average == Figure("CN¥100.00", "+66.7%", "Yesterday CN¥80.00, a week ago CN¥60.00")


def test_where_there_was_nothing_no_change_is_claimed():
    none = a_day(Sold())
    today = today_of(Days(DAYS.today, none, none, DAYS.read_at), "CNY")
    assert (today.sales.change, today.average.change) == ("", "")


def test_both_days_bars_share_one_measure_and_a_little_is_seen():
    bars = bars_of(DAYS, "CNY")
    assert len(bars) == 24
    assert bars[9].sales == Bar("48", "48", "0", "96")
    assert bars[9].orders == Bar("48", "48", "80", "16")
    assert bars[23].sales == Bar("96", "0", "95", "1")
    assert bars[9].sales_hint == "09:00: CN¥300.00, a week ago CN¥600.00"


@pytest.mark.usefixtures("shop_database")
@pytest.mark.parametrize(("seconds", "again"), [(59, False), (60, True)])
async def test_the_days_before_are_read_once_a_minute_and_today_each_time(
    seconds: int, again: bool
):
    shop, noon = await a_shop(), datetime(2026, 11, 25, 4, tzinfo=UTC)
    known = Days(DAYS.today, DAYS.yesterday, DAYS.week_ago, noon)
    with clock.at(noon + timedelta(seconds=seconds)):
        async with transaction(shop.id) as session:
            found = await days_now(session, shop.view, known)
    assert found.today.so_far == Sold()
    assert (found.yesterday.so_far, found.read_at) == (
        (Sold(), noon + timedelta(seconds=seconds)) if again else (Sold(1, 8_000), noon)
    )
