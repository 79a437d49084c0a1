"""By when a parcel arrives, as sentences that people say."""

from datetime import UTC, date, datetime

import pytest

from commerce import clock
from commerce.delivery.queries import Arrival
from storefront.parts.arrivals import arrival_text
from ui.texts import Locale, speaking

SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("hour", "locale", "words"),
    [
        (10, "en", "Arrives tonight. Order within 10 h 0 min for that."),
        (10, "zh", "今晚送达。10 小时 0 分钟内下单可享。"),
        (23, "en", "Arrives tomorrow night. Order within 21 h 0 min for that."),
        (23, "zh", "明天夜间送达。21 小时 0 分钟内下单可享。"),
    ],
)
def test_a_night_is_named_as_people_name_it_and_chinese_sentences_have_no_gap(
    hour: int, locale: Locale, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 25, hour - 8, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    day = date(2026, 11, 25 if hour < 20 else 26)
    until = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with speaking(locale):
        assert arrival_text(Arrival(True, day, day, until), SHANGHAI) == words
