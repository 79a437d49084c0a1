"""Zones in the back office: typed a place a line, saved at their version, by whoever may."""

from typing import Any

import pytest

from admin.delivery.state import DeliveryState
from admin.delivery.zone_state import ZonesState
from admin.parts.stale import Difference
from commerce.db.session import transaction
from commerce.delivery.models import DeliveryZone
from commerce.delivery.queries import delivery_zones
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import BuiltShop, a_shop
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/settings/delivery/"


def form(**changes: str) -> dict[str, str]:
    usual = {"name.en": "Near", "code": "near", "places": "cn：上海\nHK, mo", "position": "0"}
    return usual | changes


async def added(shop: BuiltShop, **changes: str) -> ZonesState:
    state = await at_page(ZonesState, shop, PATH)
    await call(state, "load")
    await call(state, "edit", "")
    await call(state, "save", form(**changes))
    return state


async def standing(shop: BuiltShop) -> dict[str, DeliveryZone]:
    async with transaction(shop.id) as session:
        return {zone.code: zone for zone in await delivery_zones(session)}


async def test_places_are_typed_a_line_each_and_read_in_words():
    shop = await a_shop()
    state = await added(shop)
    assert (state.refusal, state.is_open) == (None, False)
    assert (await standing(shop))["near"].places == ["CN:上海", "HK", "MO"]
    [line] = state.lines
    assert (line.name, line.places) == ("Near", "上海, Hong Kong SAR China, Macao SAR China")
    await call(state, "edit", line.zone_id)
    assert state.form["places"] == "CN:上海\nHK\nMO"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name.en": ""}, "name.en"),
        ({"code": "A B"}, "code"),
        ({"places": " \n"}, "places"),
        ({"places": "China"}, "places"),
        ({"position": "-1"}, "position"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(changes: Any, field: str):
    shop = await a_shop()
    state = await added(shop, **changes)
    assert (list(refused(state).fields), state.is_open) == ([field], True)
    assert await standing(shop) == {}


async def test_a_stale_save_shows_both_values_and_the_next_one_wins():
    shop = await a_shop()
    mine = await added(shop, places="CN")
    theirs = await at_page(ZonesState, shop, PATH)
    zone_id = str((await standing(shop))["near"].id)
    for state in (mine, theirs):
        await call(state, "edit", zone_id)
    await call(theirs, "save", form(places="JP"))
    await call(mine, "save", form(places="SG"))
    assert mine.differs == [Difference("Places", "SG", "JP")]
    assert (await standing(shop))["near"].places == ["JP"]
    await call(mine, "save", form(places="SG"))
    assert (await standing(shop))["near"].places == ["SG"]


async def test_a_zone_in_use_is_not_removed_and_a_free_one_is():
    shop = await a_shop()
    state = await added(shop)
    way = await at_page(DeliveryState, shop, PATH)
    await call(way, "edit", "")
    bike = {"name.en": "Bike", "code": "bike", "price": "9", "days_min": "0", "days_max": "1"}
    await call(way, "save", bike | {"rates": "far; ; ; 5"})
    told = "There is no zone far. Zones stand below the ways."
    assert refused(way).fields == {"rates": told}
    await call(way, "save", bike | {"rates": "near; ; ; 5"})
    await call(state, "edit", str((await standing(shop))["near"].id))
    await call(state, "remove")
    assert refused(state).sentence == "The prices of a way of delivery name this zone."
    assert list(await standing(shop)) == ["near"]
    await added(shop, code="free")
    await call(state, "edit", str((await standing(shop))["free"].id))
    await call(state, "remove")
    assert (state.refusal, list(await standing(shop))) == (None, ["near"])


async def test_clerks_and_other_shops_change_nothing():
    shop = await a_shop()
    await added(shop)
    zone_id = str((await standing(shop))["near"].id)
    acts = (("load", []), ("edit", [zone_id]), ("save", [form()]), ("remove", []), ("close", []))
    for handler, argument in acts:
        state = await at_page(ZonesState, shop, PATH, Role.CLERK)
        with pytest.raises(Refused):
            await call(state, handler, *argument)
    other = await at_page(ZonesState, await a_shop(), PATH)
    await call(other, "edit", zone_id)
    assert (refused(other).code, other.is_open) == ("not_found", False)
    other.zone_id = zone_id
    await call(other, "remove")
    assert refused(other).code == "not_found"
    assert (await standing(shop))["near"].version == 1
