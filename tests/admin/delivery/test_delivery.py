"""Ways of delivery: added, edited at their version, switched off, by whoever may."""

from datetime import time
from typing import Any

import pytest

from admin.delivery.state import DeliveryState
from admin.parts.stale import Difference
from commerce.db.session import transaction
from commerce.delivery.editing import all_methods
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.queries import delivery_methods
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import BuiltShop, a_shop
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/settings/delivery/"


def form(**changes: str) -> dict[str, str]:
    usual = {"name.en": "By bike", "code": "bike", "price": "8.50", "days_min": "0"}
    return usual | {"days_max": "1", "enabled": "on"} | changes


async def at_delivery(shop: BuiltShop, role: Role = Role.MANAGER) -> DeliveryState:
    state = await at_page(DeliveryState, shop, PATH, role)
    await call(state, "load")
    return state


async def added(shop: BuiltShop, **changes: str) -> DeliveryState:
    state = await at_delivery(shop)
    await call(state, "edit", "")
    await call(state, "save", form(**changes))
    return state


async def standing(shop: BuiltShop) -> dict[str, DeliveryMethod]:
    async with transaction(shop.id) as session:
        return {method.code: method for method in await all_methods(session)}


async def a_zone(shop: BuiltShop, code: str) -> None:
    async with transaction(shop.id) as session:
        session.add(DeliveryZone(code=code, name={"en": code}, places=["CN:上海"]))


async def test_a_new_way_is_offered_where_it_goes():
    shop = await a_shop()
    state = await added(shop, free_from="99", countries="cn, jp CN", cut_off="18:30", night="on")
    assert state.refusal is None
    row = (await standing(shop))["bike"]
    assert (row.price_minor, row.free_from_minor, row.countries) == (850, 9900, ["CN", "JP"])
    assert (row.cut_off, row.night, row.days_min, row.days_max) == (time(18, 30), True, 0, 1)
    async with transaction(shop.id) as session:
        offered = [m.code for m in await delivery_methods(session, shop.view, "en", "JP")]
        assert "bike" in offered
        assert "bike" not in [
            m.code for m in await delivery_methods(session, shop.view, "en", "SG")
        ]
    line = next(line for line in state.lines if line.code == "bike")
    assert (line.price, line.note, line.when, line.where) == (
        "CN¥8.50",
        "free from CN¥99.00",
        "at night · order by 18:30",
        "China, Japan",
    )


async def test_a_box_is_ticked_as_the_browser_tells_it():
    shop = await a_shop()
    told: Any = {"enabled": True, "night": False}
    await added(shop, **told)
    row = (await standing(shop))["bike"]
    assert (row.enabled, row.night) == (True, False)


async def test_one_that_is_switched_off_is_offered_no_more_and_keeps_its_code():
    shop = await a_shop()
    state = await added(shop)
    row = (await standing(shop))["bike"]
    await call(state, "edit", str(row.id))
    await call(state, "save", form(code="other", enabled=""))
    assert state.refusal is None
    assert not (await standing(shop))["bike"].enabled
    async with transaction(shop.id) as session:
        assert "bike" not in [m.code for m in await delivery_methods(session, shop.view, "en")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name.en": ""}, "name.en"),
        ({"price": ""}, "price"),
        ({"price": "1,50"}, "price"),
        ({"free_from": "-1"}, "free_from"),
        ({"countries": "China"}, "countries"),
        ({"days_min": "3"}, "days_max"),
        ({"days_max": "91"}, "days_max"),
        ({"night": "on"}, "cut_off"),
        ({"cut_off": "25:00"}, "cut_off"),
        ({"code": "A B"}, "code"),
        ({"tax_class": "<b>"}, "tax_class"),
        ({"position": "-1"}, "position"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(changes: Any, field: str):
    shop = await a_shop()
    state = await added(shop, **changes)
    assert (list(refused(state).fields), state.is_open) == ([field], True)
    assert "bike" not in await standing(shop)


async def test_a_code_is_given_once():
    shop = await a_shop()
    await added(shop)
    state = await added(shop, price="1")
    assert list(refused(state).fields) == ["code"]
    assert (await standing(shop))["bike"].price_minor == 850


async def test_a_stale_save_shows_both_values_and_the_next_one_wins():
    shop = await a_shop()
    await added(shop)
    row = (await standing(shop))["bike"]
    mine, theirs = await at_delivery(shop), await at_delivery(shop)
    for state in (mine, theirs):
        await call(state, "edit", str(row.id))
    await call(theirs, "save", form(price="9.00", position="0", tax_class="standard"))
    given = form(price="7.00", position="0", tax_class="standard")
    await call(mine, "save", given)
    assert mine.differs == [Difference("Price", "7.00", "9.00")]
    assert (await standing(shop))["bike"].price_minor == 900
    await call(mine, "save", given)
    assert (await standing(shop))["bike"].price_minor == 700


async def test_clerks_and_other_shops_change_nothing():
    shop = await a_shop()
    await added(shop)
    row = (await standing(shop))["bike"]
    for handler, argument in (("load", []), ("edit", [str(row.id)]), ("save", [form()])):
        state = await at_page(DeliveryState, shop, PATH, Role.CLERK)
        with pytest.raises(Refused):
            await call(state, handler, *argument)
    other = await at_delivery(await a_shop())
    await call(other, "edit", str(row.id))
    assert (refused(other).code, other.is_open) == ("not_found", False)
    assert (await standing(shop))["bike"].version == 1


async def test_prices_by_zone_weight_and_hours_are_typed_a_line_each_and_stay():
    shop = await a_shop()
    lines = "near; 1.5; ; 5\n;; 22:00-06:00; 12.50\n\n;;;9"
    await a_zone(shop, "near")
    await added(shop, rates=lines)
    row = (await standing(shop))["bike"]
    assert [(r["zone"], r["up_to_grams"], r["starts"], r["price_minor"]) for r in row.rates] == [
        ("near", 1500, None, 500),
        ("", None, "22:00:00", 1250),
        ("", None, None, 900),
    ]
    state = await at_delivery(shop)
    await call(state, "edit", str(row.id))
    assert state.form["rates"].splitlines()[0] == "near; 1.5; ; 5.00"
    await call(state, "save", state.form)
    assert (await standing(shop))["bike"].rates == row.rates
    again = await added(shop, code="car", rates="near; heavy; ; 5")
    assert refused(again).fields["rates"] == "Line 1 is not in the right form."
