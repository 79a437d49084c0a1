"""Ways to pay: switched, put in order and limited by whoever may; tried by a real call."""

from typing import Any

import pytest
from sqlmodel import select

from admin.parts.stale import Difference
from admin.payments.state import PaymentMethodsState
from commerce.db.session import transaction
from commerce.errors import InvalidInput
from commerce.orders.access import order_by_number
from commerce.orders.paying import start_payment
from commerce.payments.methods import offered
from commerce.people.models import Role
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import ShopView, forget_shops, shop_at
from tests.admin.back_office import at_page, call, refused
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.sandbox_process import SandboxProcess
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database", "till")
PATH = "/admin/settings/payments/"


def form(**changes: str) -> dict[str, str]:
    return {"enabled": "on", "position": "0", "most": ""} | changes


async def at_methods(shop: BuiltShop, role: Role = Role.MANAGER) -> PaymentMethodsState:
    state = await at_page(PaymentMethodsState, shop, PATH, role)
    await call(state, "load")
    return state


async def saved(shop: BuiltShop, code: str, **changes: str) -> PaymentMethodsState:
    state = await at_methods(shop)
    await call(state, "edit", code)
    await call(state, "save", form(**changes))
    return state


async def seen(shop: BuiltShop) -> ShopView:
    forget_shops()
    return await shop_at(shop.host)


async def rows(shop: BuiltShop) -> list[PaymentMethod]:
    async with transaction(shop.id) as session:
        return list(await session.exec(select(PaymentMethod)))


async def test_what_nobody_said_anything_of_is_on_in_the_providers_order():
    shop = await a_shop()
    assert offered(await seen(shop)) == ("wechat", "alipay", "card")
    state = await at_methods(shop)
    assert [(line.code, line.enabled) for line in state.lines] == [
        ("wechat", True),
        ("alipay", True),
        ("card", True),
        ("cod", False),
        ("bank", False),
    ]
    assert await rows(shop) == []


async def test_what_is_off_is_neither_shown_nor_accepted():
    shop, other = await a_product(await a_shop()), await a_shop()
    await saved(shop, "card", enabled="")
    view = await seen(shop)
    assert offered(view) == ("wechat", "alipay")
    assert offered(await seen(other)) == ("wechat", "alipay", "card")
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
    with pytest.raises(InvalidInput) as refusal:
        await start_payment(view, order, "card", "en")
    assert refusal.value.problems[0].code == "unknown_payment_method"
    assert (await start_payment(view, order, "alipay", "en")).state == "pending"


async def test_places_are_their_order():
    shop = await a_shop()
    await saved(shop, "card", position="0")
    await saved(shop, "wechat", position="30")
    assert offered(await seen(shop)) == ("card", "alipay", "wechat")
    assert [line.code for line in (await at_methods(shop)).lines] == [
        "card",
        "alipay",
        "wechat",
        "cod",
        "bank",
    ]


async def test_one_with_a_limit_is_offered_up_to_it():
    shop = await a_shop()
    state = await saved(shop, "wechat", most="50.00")
    assert [line.most for line in state.lines] == ["CN¥50.00"] + 4 * ["Any total"]
    view = await seen(shop)
    assert offered(view, 5_000) == ("wechat", "alipay", "card")
    assert offered(view, 5_001) == ("alipay", "card")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"most": "a lot"}, "most"), ({"most": "0"}, "most"), ({"position": "first"}, "position")],
)
async def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(
    changes: dict[str, str], field: str
):
    shop = await a_shop()
    state = await saved(shop, "card", **changes)
    assert (list(refused(state).fields), state.is_open) == ([field], True)
    assert await rows(shop) == []


async def test_a_stale_save_shows_both_values_first():
    shop = await a_shop()
    mine, theirs = await at_methods(shop), await at_methods(shop)
    for state in (mine, theirs):
        await call(state, "edit", "card")
    await call(theirs, "save", form(position="7"))
    await call(mine, "save", form(position="8"))
    assert mine.differs == [Difference("Place", "8", "7")]
    await call(mine, "save", form(position="8"))
    assert [row.position for row in await rows(shop)] == [8]


async def test_trying_one_asks_its_provider_and_tells_what_it_said(till: SandboxProcess):
    shop = await a_shop()
    state = await at_methods(shop)
    await call(state, "try_out", "card")
    card = state.lines[2]
    merchant = till.environment["ALLHOURS_SANDBOX_MERCHANT_ID"]
    assert card.well
    assert card.told.startswith(f"It knows us as {merchant}; answered in ")
    till.faults(provider_down=True)
    try:
        await call(state, "try_out", "wechat")
    finally:
        till.faults()
    assert (state.lines[0].well, state.lines[0].told.split(".")[0]) == (
        False,
        "It does not answer",
    )


async def test_clerks_and_unknown_methods_change_nothing():
    shop = await a_shop()
    calls: tuple[tuple[str, list[Any]], ...] = (
        ("edit", ["card"]),
        ("save", [form()]),
        ("try_out", ["card"]),
    )
    for handler, argument in calls:
        state = await at_page(PaymentMethodsState, shop, PATH, Role.CLERK)
        with pytest.raises(Refused):
            await call(state, handler, *argument)
    state = await at_methods(shop)
    await call(state, "edit", "cowries")
    assert refused(state).code == "not_found"
    await call(state, "try_out", "cowries")
    assert refused(state).code == "not_found"
    assert await rows(shop) == []
