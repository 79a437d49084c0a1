"""Delivery: which methods go where, and the arrival that each promises."""

from datetime import UTC, date, datetime, time

import pytest

from commerce import clock
from commerce.db.session import transaction
from commerce.delivery.models import DeliveryMethod
from commerce.delivery.queries import arrival, delivery_methods
from commerce.money import Money
from tests.builders import a_shop

SHANGHAI = "Asia/Shanghai"


def a_method(code="night", **changes):
    values = {
        "code": code,
        "name": {"en": "Night", "zh": "夜间"},
        "summary": {},
        "price_minor": 1_500,
        "night": True,
        "cut_off": time(20, 0),
        "days_min": 0,
        "days_max": 0,
    }
    return DeliveryMethod(**(values | changes))


@pytest.mark.parametrize(
    ("ordered", "day"),
    [
        (datetime(2026, 11, 22, 11, 59, tzinfo=UTC), date(2026, 11, 22)),  # 19:59 in Shanghai
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), date(2026, 11, 23)),  # past midnight there
    ],
)
def test_a_night_method_arrives_in_the_night_that_follows_its_cut_off(ordered, day):
    promise = arrival(a_method(), SHANGHAI, ordered)
    assert (promise.night, promise.earliest, promise.latest) == (True, day, day)
    assert promise.order_by is not None
    assert promise.order_by.isoformat() == f"{day}T20:00:00+08:00"


def test_without_a_cut_off_days_count_from_the_shops_today():
    method = a_method(cut_off=None, night=False, days_min=1, days_max=3)
    promise = arrival(method, SHANGHAI, datetime(2026, 12, 30, 17, 0, tzinfo=UTC))
    assert (promise.earliest, promise.latest) == (date(2027, 1, 1), date(2027, 1, 3))
    assert promise.order_by is None


@pytest.mark.usefixtures("shop_database")
async def test_methods_are_listed_by_country_in_their_order():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        session.add(a_method(position=-1, countries=["CN"], free_from_minor=9_900))
        session.add(a_method("abroad", position=5, countries=["DE", "FR"]))
        session.add(a_method("gone", enabled=False))
    async with transaction((await a_shop()).id) as session:
        session.add(a_method("elsewhere"))

    async def codes(country):
        async with transaction(shop.id) as session:
            return [m.code for m in await delivery_methods(session, shop.view, "zh", country)]

    assert await codes(None) == ["night", "post", "abroad"]
    assert await codes("CN") == ["night", "post"]
    assert await codes("DE") == ["post", "abroad"]
    with clock.at(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)):
        async with transaction(shop.id) as session:
            night = (await delivery_methods(session, shop.view, "zh"))[0]
    assert (night.name, night.price, night.free_from) == (
        "夜间",
        Money(1_500, "CNY"),
        Money(9_900, "CNY"),
    )
    assert night.arrival.earliest == date(2026, 11, 23)
