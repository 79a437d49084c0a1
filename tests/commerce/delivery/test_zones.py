"""Zones: added, edited at their version, removed while no price names them."""

import pytest

from commerce.db.session import transaction
from commerce.delivery.editing import MethodEdit, create_method
from commerce.delivery.queries import delivery_methods, delivery_zones
from commerce.delivery.zones import ZoneEdit, create_zone, remove_zone, save_zone
from commerce.errors import Conflict, InvalidInput, StaleEdit
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


def a_zone(**changes):
    usual = {"code": "near", "name": {"en": "Near", "zh": "附近"}, "places": ["CN:上海"]}
    return ZoneEdit.parse(usual | changes)


def a_way(zone="near", **changes):
    rates = [{"zone": zone, "price_minor": 500}, {"price_minor": 900}]
    usual = {"code": "bike", "name": {"en": "Bike", "zh": "骑手"}, "price_minor": 900}
    return MethodEdit.parse(usual | {"rates": rates} | changes)


async def test_a_place_that_joins_a_zone_pays_the_zones_price():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        zone = await create_zone(session, a_zone())
        await create_method(session, a_way())

        async def price_in(region):
            ways = await delivery_methods(session, shop.view, "en", "CN", region=region)
            return next(way.price.minor for way in ways if way.code == "bike")

        assert (await price_in("上海"), await price_in("江苏")) == (500, 900)
        await save_zone(session, zone.id, a_zone(version=zone.version, places=["CN:江苏"]))
        assert (await price_in("上海"), await price_in("江苏")) == (900, 500)


async def test_a_price_of_an_unknown_zone_is_refused_at_the_prices_and_nothing_is_saved():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        with pytest.raises(InvalidInput) as refusal:
            await create_method(session, a_way(zone="nowhere"))
        [problem] = refusal.value.problems
        assert (problem.field, problem.code) == ("rates", "unknown_zone")
        assert dict(problem.facts) == {"zone": "nowhere"}
        ways = await delivery_methods(session, shop.view, "en")
        assert "bike" not in [way.code for way in ways]


async def test_another_shops_zone_is_unknown_too():
    shop, other = await a_shop(), await a_shop()
    async with transaction(other.id) as session:
        await create_zone(session, a_zone())
    async with transaction(shop.id) as session:
        with pytest.raises(InvalidInput):
            await create_method(session, a_way())


async def test_a_zone_that_a_price_names_stays():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        zone = await create_zone(session, a_zone())
        far = await create_zone(session, a_zone(code="far"))
        await create_method(session, a_way())
        with pytest.raises(Conflict, match="zone_in_use"):
            await remove_zone(session, zone.id)
        await remove_zone(session, far.id)
        assert [zone.code for zone in await delivery_zones(session)] == ["near"]


async def test_a_stale_save_is_refused_with_what_stands():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        zone = await create_zone(session, a_zone())
        read_at = zone.version
        await save_zone(session, zone.id, a_zone(version=read_at, places=["CN"]))
        with pytest.raises(StaleEdit) as refusal:
            await save_zone(session, zone.id, a_zone(version=read_at, places=["JP"]))
        assert refusal.value.theirs["places"] == ["CN"]


@pytest.mark.parametrize("place", ["", "XX", "cn", "CN:", "CN:a\nb", "CN:" + "x" * 61])
def test_what_is_no_place_is_refused(place):
    with pytest.raises(InvalidInput) as refusal:
        a_zone(places=["CN", place])
    assert [problem.code for problem in refusal.value.problems] == ["places"]
