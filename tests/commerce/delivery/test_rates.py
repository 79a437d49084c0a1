"""What delivery costs: by zone, weight and time of day; until when a promise holds."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.carts.asking import AskQuote
from commerce.carts.quoting import quote_order
from commerce.catalog.models import Variant
from commerce.db.session import transaction
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.queries import arrival
from commerce.delivery.rates import Going, Rate, price_of
from commerce.errors import InvalidInput
from tests.builders import a_product, a_shop, an_order_body

NEAR = DeliveryZone(code="near", name={}, places=["CN:上海", "CN:江苏"])
HOME = DeliveryZone(code="home", name={}, places=["CN", "HK"])
ZONES = (NEAR, HOME)


def a_method(*rates, **changes):
    kept: dict[str, Any] = {"rates": [Rate(**rate).model_dump(mode="json") for rate in rates]}
    plain: dict[str, Any] = {"code": "post", "name": {}, "summary": {}, "price_minor": 700}
    return DeliveryMethod(**(plain | kept | changes))


def cost(method, country="CN", region="", grams=500, at=time(12)):
    return price_of(method, ZONES, Going(country, region, grams, at))


BY_ZONE = a_method(
    {"zone": "near", "up_to_grams": 1_000, "price_minor": 500},
    {"zone": "near", "up_to_grams": 5_000, "price_minor": 900},
    {"zone": "home", "price_minor": 1_200},
    {"zone": "home", "starts": "22:00", "ends": "06:00", "price_minor": 2_000},
    {"price_minor": 9_000, "up_to_grams": 2_000},
)


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        ({"region": "上海"}, 500),
        ({"region": "上海市", "grams": 1_000}, 500),
        ({"region": "江苏省", "grams": 1_001}, 900),
        ({"region": "江苏", "grams": 5_001}, None),
        ({"region": "北京"}, 1_200),
        ({"region": "北京", "at": time(22)}, 2_000),
        ({"region": "北京", "at": time(5, 59)}, 2_000),
        ({"region": "北京", "at": time(6)}, 1_200),
        ({"country": "DE"}, 9_000),
        ({"country": "DE", "grams": 2_001}, None),
    ],
)
def test_the_table_of_prices(asked, price):
    assert cost(BY_ZONE, **asked) == price


def test_without_rows_one_price_holds_wherever_it_goes():
    assert cost(a_method(), "DE", grams=90_000) == 700
    assert cost(a_method(countries=["CN"]), "DE") is None


@given(st.integers(0, 6_000), st.integers(0, 6_000))
def test_what_weighs_more_never_costs_less(one, other):
    light, heavy = sorted((one, other))
    cheap, dear = (cost(BY_ZONE, region="上海", grams=grams) for grams in (light, heavy))
    assert dear is None or (cheap is not None and cheap <= dear)


@pytest.mark.usefixtures("shop_database")
async def test_a_quote_charges_by_place_and_weight_and_refuses_what_is_too_heavy():
    shop = await a_product(await a_shop(), "TEA", stock=50)
    async with transaction(shop.id) as session:
        session.add(DeliveryZone(code="near", name={}, places=["CN:上海"]))
        method = a_method(
            {"zone": "near", "up_to_grams": 1_000, "price_minor": 500}, code="by-weight"
        )
        session.add(method)
        (await session.get_one(Variant, shop.variants["TEA"])).weight_grams = 400

    async def charge(quantity):
        body = an_order_body(quantity=quantity, delivery_method="by-weight")
        async with transaction(shop.id) as session:
            return (
                await quote_order(session, shop.view, AskQuote.parse(body, "CN"))
            ).quote.delivery_minor

    assert await charge(2) == 500
    with pytest.raises(InvalidInput) as refused:
        await charge(3)
    assert refused.value.problems[0].field == "delivery_method"


MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def tonight(**changes):
    values = {"night": True, "cut_off": time(20), "days_min": 0, "days_max": 0}
    return a_method(**(values | changes))


@given(
    MOMENTS,
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
)
def test_a_promise_always_holds_for_some_time_but_never_much_over_a_day(now, cut_off, zone):
    promise = arrival(tonight(cut_off=cut_off), zone, now)
    assert promise.order_by
    left = promise.order_by.astimezone(UTC) - now
    assert timedelta(0) < left <= timedelta(hours=25)
    assert promise.earliest == promise.order_by.date()


@pytest.mark.parametrize(
    ("now", "day", "minutes"),
    [
        # Europe/Berlin, cut-off 02:30. 25 October 2026: 02:30 comes twice, the first counts.
        (datetime(2026, 10, 25, 0, 15, tzinfo=UTC), date(2026, 10, 25), 15),
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), date(2026, 10, 26), 24 * 60 + 45),
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), date(2026, 10, 26), 24 * 60 + 20),
        # 29 March 2026: 02:30 never comes; it is taken for half past what would have been.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29), 31),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), date(2026, 3, 30), 23 * 60),
    ],
)
def test_a_cut_off_in_the_hours_that_summer_time_takes_and_gives(now, day, minutes):
    promise = arrival(tonight(cut_off=time(2, 30)), "Europe/Berlin", now)
    assert promise.earliest == day
    assert promise.order_by
    left = promise.order_by.astimezone(UTC) - now
    assert left == timedelta(minutes=minutes)


def test_around_midnight_the_shops_day_counts():
    before = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    method = a_method(cut_off=None, days_min=1, days_max=1)
    assert arrival(method, "Asia/Shanghai", before).earliest == date(2026, 11, 23)
    after = before + timedelta(minutes=1)
    assert arrival(method, "Asia/Shanghai", after).earliest == date(2026, 11, 24)
