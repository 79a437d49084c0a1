"""What was sold by hour, and by this time of day, in the shop's own clock."""

from datetime import datetime, timedelta

import pytest

from commerce import clock
from commerce.db.session import transaction
from commerce.ids import id_at
from commerce.orders import placing
from commerce.orders.figures import Sold, day_figures
from commerce.orders.to_do import to_do_counts
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order
from tests.trading import ended

pytestmark = pytest.mark.usefixtures("shop_database")
# 00:30 in Shanghai, on the day before in London.
NIGHT = (clock.now() + timedelta(days=2)).replace(hour=16, minute=30, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def ids_of_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders get ids of the moment that the test has them placed at."""
    monkeypatch.setattr(placing, "new_id", lambda: id_at(clock.now()))


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop(), stock=50), "CUP", stock=50)


async def figures(shop: BuiltShop, now: datetime):
    day = now.astimezone(clock.zone("Asia/Shanghai")).date()
    with clock.at(now):
        async with transaction(shop.id) as session:
            return await day_figures(session, shop.view, day)


async def test_orders_stand_at_their_hour_of_the_shop_s_clock(shop: BuiltShop):
    with clock.at(NIGHT):
        await a_paid_order(shop, quantity=2)
        await an_order(shop, "CUP")
    with clock.at(NIGHT + timedelta(hours=8)):
        await a_paid_order(shop)
    found = await figures(shop, NIGHT + timedelta(hours=9))
    assert {n: sold for n, sold in enumerate(found.hours) if sold.orders} == {
        0: Sold(2, 2_800),
        8: Sold(1, 1_800),
    }
    assert found.so_far == Sold(3, 4_600)


async def test_a_day_before_is_compared_up_to_the_same_time(shop: BuiltShop):
    with clock.at(NIGHT):
        await a_paid_order(shop)
    with clock.at(NIGHT + timedelta(minutes=20)):
        await a_paid_order(shop)
    today = NIGHT + timedelta(days=1, minutes=10)
    with clock.at(today):
        async with transaction(shop.id) as session:
            found = await day_figures(
                session, shop.view, NIGHT.date() + timedelta(days=1)
            )  # of NIGHT
    assert found.hours[0] == Sold(2, 3_600)
    assert found.so_far == Sold(1, 1_800)


async def test_the_day_ends_at_the_shop_s_midnight(shop: BuiltShop):
    with clock.at(NIGHT - timedelta(minutes=31)):
        await a_paid_order(shop)
    assert (await figures(shop, NIGHT)).so_far == Sold()


async def test_an_order_that_was_called_off_unpaid_was_not_sold(shop: BuiltShop):
    with clock.at(NIGHT):
        await ended(shop)
    found = await figures(shop, NIGHT + timedelta(hours=2))
    assert found.so_far == Sold()


async def test_other_shops_do_not_count(shop: BuiltShop):
    with clock.at(NIGHT):
        await a_paid_order(await a_product(await a_shop()))
    assert (await figures(shop, NIGHT)).so_far == Sold()


@pytest.mark.parametrize(("days", "late"), [(3, 0), (4, 1)])
async def test_an_order_is_late_once_its_last_promised_day_is_over_in_the_shop(
    shop: BuiltShop, days: int, late: int
):
    with clock.at(NIGHT):
        await a_paid_order(shop)  # within three days
    with clock.at(NIGHT + timedelta(days=days)):
        async with transaction(shop.id) as session:
            counts = await to_do_counts(session)
    assert (counts.to_ship, counts.late) == (1, late)
