"""Money, moments and numbers as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from commerce import clock
from commerce.money import Money
from ui.amounts import ago_text, day_text, moment_text, money_text, percent_text, short_number_text
from ui.texts import Locale, speaking

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("money", "english", "chinese"),
    [
        (Money(129900, "CNY"), "CN¥1,299.00", "¥1,299.00"),
        (Money(129900, "USD"), "$1,299.00", "US$1,299.00"),
        (Money(1200, "JPY"), "¥1,200", "JP¥1,200"),
        (Money(-500, "EUR"), "-€5.00", "-€5.00"),
    ],
)
def test_money_by_the_readers_custom(money: Money, english: str, chinese: str) -> None:
    assert (money_text(money, "en"), money_text(money, "zh")) == (english, chinese)


def test_a_moment_is_shown_in_the_shops_zone() -> None:
    late = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
    with clock.at(NOON):
        assert moment_text(late, "Asia/Shanghai", "en") == "23 Nov, 04:05"
        assert moment_text(late, "Asia/Shanghai", "zh") == "11月23日 04:05"
        assert moment_text(late, "America/New_York", "en") == "22 Nov, 15:05"


def test_another_year_is_named() -> None:
    with clock.at(NOON):
        assert day_text(datetime(2025, 1, 31, tzinfo=UTC), "UTC", "zh") == "2025年1月31日"
        assert day_text(datetime(2025, 1, 31, tzinfo=UTC), "UTC", "en") == "31 Jan 2025"


@pytest.mark.parametrize(
    ("passed", "locale", "words"),
    [
        (timedelta(seconds=20), "en", "just now"),
        (timedelta(seconds=20), "zh", "刚刚"),
        (timedelta(minutes=5), "en", "5 minutes ago"),
        (timedelta(days=3), "zh", "3天前"),
    ],
)
def test_how_long_ago(passed: timedelta, locale: Locale, words: str) -> None:
    with clock.at(NOON):
        assert ago_text(NOON - passed, locale) == words


def test_figures_at_a_glance_in_the_spoken_language() -> None:
    with speaking("zh"):
        assert short_number_text(12_345) == "1.2万"
        assert percent_text(0.254) == "25.4%"
