"""The audit log's page: what a handler changed is found again, by those who may see it."""

import pytest

from admin.log.state import LogState
from admin.orders.one.cancelling import CancelState
from admin.orders.state import OrdersState
from admin.stock.panel_state import StockPanelState
from commerce.people.models import Role
from tests.admin.back_office import refused
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), stock=10)


async def log_of(desk: Desk, query: str = "") -> LogState:
    state = desk.at(LogState, f"/admin/log/{query}")
    await call(state, "load")
    return state


async def mark_low(desk: Desk, low_at: str) -> None:
    panel = desk.at(StockPanelState, "/admin/stock/")
    await call(panel, "open_for", str(desk.shop.variants["TEA"]))
    await call(panel, "mark_low", {"low_at": low_at})
    assert panel.refusal is None


async def test_a_cancelled_order_is_told_with_a_link_to_it(shop: BuiltShop):
    desk, order = await a_desk(shop), await a_paid_order(shop)
    path = f"/admin/orders/{order.number}/"
    await call(desk.at(CancelState, path), "cancel", {"reason": "customer_wish"})
    (row,) = (await log_of(desk)).rows
    assert (row.staff, row.act, row.name) == ("The owner", "Cancelled an order", order.number)
    assert row.href == f"/admin/orders/{order.number}"
    told = {field.what: (field.before, field.after) for field in row.fields}
    assert told["Order · Status"] == ("Open", "Cancelled")
    assert len(row.request) == 16


async def test_who_only_looks_or_is_refused_leaves_no_row(shop: BuiltShop):
    desk = await a_desk(shop)
    await call(desk.at(OrdersState, "/admin/orders/"), "load")
    panel = desk.at(StockPanelState, "/admin/stock/")
    await call(panel, "open_for", str(shop.variants["TEA"]))
    await call(panel, "mark_low", {"low_at": "-1"})
    assert refused(panel).code == "invalid"
    assert (await log_of(desk)).rows == []


async def test_the_url_narrows_the_log(shop: BuiltShop):
    owner, clerk = await a_desk(shop), await a_desk(shop, Role.CLERK)
    await mark_low(owner, "7")
    await mark_low(clerk, "8")
    found = await log_of(owner, f"?staff={clerk.staff_id}")
    assert [row.staff for row in found.rows] == ["The clerk"]
    assert found.narrows
    assert len((await log_of(owner, "?about=tea&act=StockPanelState.mark_low")).rows) == 2
    assert (await log_of(owner, "?act=CancelState.cancel")).rows == []
    assert (await log_of(owner, "?until=2020-01-01")).rows == []


@pytest.mark.parametrize("query", ["?staff=x", "?since=yesterday", "?before=1"])
async def test_a_url_that_makes_no_sense_is_refused(shop: BuiltShop, query: str):
    assert refused(await log_of(await a_desk(shop), query)).code == "invalid"


async def test_the_filters_go_into_the_url(shop: BuiltShop):
    state = (await a_desk(shop)).at(LogState, "/zh/admin/log/")
    went = await call(state, "narrow", {"about": "TEA", "staff": "", "act": "", "since": ""})
    assert "/zh/admin/log/?about=TEA" in str(went.args)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
async def test_only_owners_and_managers_see_it(shop: BuiltShop, role: Role):
    assert (await log_of(await a_desk(shop, Role.MANAGER))).loaded
    with pytest.raises(Refused):
        await log_of(await a_desk(shop, role))
