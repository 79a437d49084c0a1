"""The settings page: both values after a stale save, and nothing without the right."""

from dataclasses import asdict

import pytest

from admin.settings.form import Difference, countries, currencies, zones
from admin.settings.state import SettingsState
from commerce.db.session import transaction
from commerce.people.models import Role
from commerce.shops.queries import ShopView, shop_by_id
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


async def filled(desk: Desk) -> SettingsState:
    state = desk.at(SettingsState, "/admin/settings/")
    await call(state, "load")
    return state


def form_of(state: SettingsState, **changes: object) -> dict[str, object]:
    """What the browser posts: boxes only when ticked."""
    fields = asdict(state.form) | changes
    return {name: "on" if value is True else value for name, value in fields.items() if value}


async def standing(shop: BuiltShop) -> ShopView:
    async with transaction(shop.id) as session:
        return await shop_by_id(session, shop.id)


async def test_a_manager_saves_what_the_form_says():
    shop = await a_shop()
    state = await filled(await a_desk(shop, Role.MANAGER))
    await call(state, "save", form_of(state, name="Night", prices_include_tax=False))
    now = await standing(shop)
    assert (now.name, now.prices_include_tax, now.ordering_paused) == ("Night", False, False)
    assert state.version == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [("0", "greater_than_equal"), ("10001", "less_than_equal"), ("x", "int_parsing")],
)
async def test_how_many_unpaid_orders_one_may_hold_is_a_number_within_reason(said: str, code: str):
    shop = await a_shop(unpaid_most=20)
    state = await filled(await a_desk(shop))
    assert state.form.unpaid_most == "20"
    await call(state, "save", form_of(state, unpaid_most=said))
    assert state.refusal is not None
    assert list(state.refusal.fields) == ["unpaid_most"]
    assert (await standing(shop)).unpaid_most == 20
    await call(state, "save", form_of(state, unpaid_most="3"))
    assert (await standing(shop)).unpaid_most == 3


async def test_a_stale_save_shows_both_values_and_the_next_one_wins():
    shop = await a_shop()
    desk = await a_desk(shop)
    first, second = await filled(desk), await filled(desk)
    await call(first, "save", form_of(first, name="Theirs"))
    mine = form_of(second, name="Mine", hold_minutes="20")
    await call(second, "save", mine)
    assert second.refusal is not None
    assert second.refusal.code == "stale_edit"
    assert second.differs == [
        Difference("Name of the shop", "Mine", "Theirs"),
        Difference("Minutes to pay", "20", "15"),
    ]
    assert (await standing(shop)).name == "Theirs"
    await call(second, "save", mine)
    assert (await standing(shop)).name == "Mine"
    assert second.differs == []


async def test_the_currency_field_is_fixed_once_there_are_orders():
    shop = await a_product(await a_shop())
    await an_order(shop)
    state = await filled(await a_desk(shop))
    assert state.currency_fixed
    await call(state, "save", form_of(state, currency="", name="Same money"))
    assert (await standing(shop)).name == "Same money"
    await call(state, "save", form_of(state, currency="EUR"))
    assert state.refusal is not None
    assert "currency" in state.refusal.fields
    assert (await standing(shop)).currency == "CNY"


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
async def test_clerks_neither_see_nor_save_settings(role: Role):
    shop = await a_shop()
    desk = await a_desk(shop, role)
    owners = await filled(await a_desk(shop))
    state = desk.at(SettingsState, "/admin/settings/")
    for handler, arguments in (("load", ()), ("save", (form_of(owners, name="Taken over"),))):
        with pytest.raises(Refused):
            await call(state, handler, *arguments)
    assert (await standing(shop)).name == "Test shop"


@pytest.mark.parametrize("odd", [None, [], "x", {"name": {"a": 1}}, {"hold_minutes": "NaN"}])
async def test_odd_forms_are_refused_and_change_nothing(odd: object):
    shop = await a_shop()
    state = await filled(await a_desk(shop))
    await call(state, "save", odd)
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    assert (await standing(shop)).version == 1


def test_the_lists_offer_what_the_verb_takes():
    assert {"CN", "PT", "US"} <= {option.value for option in countries("zh")}
    assert {"CNY", "EUR", "JPY"} <= {option.value for option in currencies("en")}
    assert {"Asia/Shanghai", "Europe/Lisbon"} <= set(zones())
