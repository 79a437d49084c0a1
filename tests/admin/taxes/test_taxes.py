"""Tax rates: by class and place, saved at their version, by whoever may."""

from typing import Any

import pytest

from admin.parts.amounts import percent_typed, rate_of
from admin.parts.stale import Difference
from admin.taxes.state import TaxesState
from commerce.db.session import transaction
from commerce.people.models import Role
from commerce.shops.models import TaxRate
from commerce.shops.tax import tax_table
from commerce.shops.taxing import all_rates
from tests.admin.back_office import at_page, call, refused
from tests.builders import BuiltShop, a_shop
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/settings/taxes/"


def form(**changes: str) -> dict[str, str]:
    usual = {"tax_class": "reduced", "country": "PT", "rate": "6.5", "name": "IVA"}
    return usual | {"region": ""} | changes


async def at_taxes(shop: BuiltShop, role: Role = Role.MANAGER) -> TaxesState:
    state = await at_page(TaxesState, shop, PATH, role)
    await call(state, "load")
    return state


async def added(shop: BuiltShop, **changes: str) -> TaxesState:
    state = await at_taxes(shop)
    await call(state, "edit", "")
    await call(state, "save", form(**changes))
    return state


async def standing(shop: BuiltShop) -> list[TaxRate]:
    async with transaction(shop.id) as session:
        return [rate for rate in await all_rates(session) if rate.country == "PT"]


async def test_a_region_has_a_rate_of_its_own_beside_its_countrys():
    shop = await a_shop()
    await added(shop)
    state = await added(shop, region="Madeira", rate="5")
    assert [(line.place, line.rate) for line in state.lines if "Portugal" in line.place] == [
        ("Portugal", "6.5 %"),
        ("Portugal · Madeira", "5 %"),
    ]
    async with transaction(shop.id) as session:
        rates = await tax_table(session)
    assert rates.rate("reduced", "PT") == 65_000
    assert rates.rate("reduced", "PT", "Madeira") == 50_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rate": ""}, "rate"),
        ({"rate": "101"}, "rate"),
        ({"rate": "-1"}, "rate"),
        ({"rate": "5%"}, "rate"),
        ({"country": "XX"}, "country"),
        ({"tax_class": "Very High"}, "tax_class"),
        ({"name": " "}, "name"),
        ({"region": "a\x00b"}, "region"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(changes: Any, field: str):
    shop = await a_shop()
    state = await added(shop, **changes)
    assert (list(refused(state).fields), state.is_open) == ([field], True)
    assert await standing(shop) == []


async def test_a_class_has_one_rate_a_place():
    shop = await a_shop()
    await added(shop)
    state = await added(shop, rate="7")
    assert refused(state).fields == {"tax_class": "This class has a rate for this place already."}
    assert [rate.rate_ppm for rate in await standing(shop)] == [65_000]


async def test_a_stale_save_or_removal_shows_both_values_first():
    shop = await a_shop()
    await added(shop)
    [row] = await standing(shop)
    mine, theirs = await at_taxes(shop), await at_taxes(shop)
    for state in (mine, theirs):
        await call(state, "edit", str(row.id))
    await call(theirs, "save", form(rate="7"))
    await call(mine, "save", form(rate="8"))
    assert mine.differs == [Difference("Rate in percent", "8", "7")]
    await call(mine, "save", form(rate="8"))
    assert [rate.rate_ppm for rate in await standing(shop)] == [80_000]
    await call(theirs, "edit", str(row.id))
    await call(mine, "edit", str(row.id))
    await call(mine, "save", form(rate="9"))
    await call(theirs, "remove")
    assert theirs.differs == [Difference("Rate in percent", "8", "9")]
    await call(theirs, "remove")
    assert await standing(shop) == []


async def test_clerks_and_other_shops_change_nothing():
    shop = await a_shop()
    await added(shop)
    [row] = await standing(shop)
    calls = (("load", []), ("edit", [str(row.id)]), ("save", [form()]), ("remove", []))
    for handler, argument in calls:
        state = await at_page(TaxesState, shop, PATH, Role.CLERK)
        with pytest.raises(Refused):
            await call(state, handler, *argument)
    other = await at_taxes(await a_shop())
    await call(other, "edit", str(row.id))
    assert (refused(other).code, other.is_open) == ("not_found", False)
    assert [rate.version for rate in await standing(shop)] == [1]


def test_percents_are_exact_both_ways():
    for typed, ppm in (("13", 130_000), ("0", 0), ("100", 1_000_000), ("7.25", 72_500)):
        assert rate_of(typed) == ppm
        assert percent_typed(ppm) == typed
