"""Many orders at a time: each is done or told why not, and only by who may."""

from typing import Any

import pytest

from admin.log.state import LogState
from admin.orders.many.cancelling import ManyCancelState
from admin.orders.many.chosen import ChosenState
from admin.orders.many.shipping import ManyShipState
from admin.orders.state import OrdersState
from commerce.db.session import transaction
from commerce.orders.access import order_by_number
from commerce.orders.models import Order
from commerce.people.models import Role
from tests.admin.back_office import refused
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order, stock_of
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/orders/"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), stock=50)


async def order(shop: BuiltShop, number: str) -> Order:
    async with transaction(shop.id) as session:
        return await order_by_number(session, number)


async def run(state: Any, handler: str, form: dict[str, Any]) -> ChosenState:
    """Let a handler that tells how far it is come to its end; what is chosen then."""
    async for _step in type(state).event_handlers[handler].fn(state, form):
        pass
    return await state.get_state(ChosenState)


def panel(desk: Desk, key: str = "5b0dd3d0-6a1c-4d3c-9d4e-2f6a3f0c7b11") -> ManyShipState:
    state = desk.at(ManyShipState, PATH)
    state.key = key
    return state


def sent(*numbers: str, **more: str) -> dict[str, str]:
    tracking = {f"tracking.{place}": f"SF{place}" for place in range(len(numbers))}
    return {"carrier": "SF", "numbers": " ".join(numbers)} | tracking | more


async def test_each_is_sent_or_told_why_not(shop: BuiltShop):
    desk = await a_desk(shop, Role.CLERK)
    whole, unpaid = await a_paid_order(shop, quantity=3), await an_order(shop)
    no_number = await a_paid_order(shop)
    form = sent(whole.number, unpaid.number, no_number.number, "NOSUCHNUM2", **{"tracking.2": " "})
    chosen = await run(panel(desk), "ship", form)
    assert (await order(shop, whole.number)).fulfilment_status == "fulfilled"
    assert (await order(shop, no_number.number)).fulfilment_status == "unfulfilled"
    assert chosen.report.done == "1 order done."
    assert {one.number: one.why for one in chosen.report.not_done} == {
        unpaid.number: "It is not paid yet.",
        no_number.number: "It has no tracking number.",
        "NOSUCHNUM2": "There is nothing here any more.",
    }
    assert chosen.numbers == [unpaid.number, no_number.number, "NOSUCHNUM2"]


async def test_a_second_click_sends_nothing_twice_and_a_new_panel_says_so(shop: BuiltShop):
    desk, one = await a_desk(shop), await a_paid_order(shop, quantity=2)
    first = await run(panel(desk), "ship", sent(one.number))
    again = await run(panel(desk), "ship", sent(one.number))
    assert (first.report.not_done, again.report.not_done) == ([], [])
    assert (await order(shop, one.number)).event_count == 3  # placed, paid, shipped
    later = await run(panel(desk, "7d0dd3d0-6a1c-4d3c-9d4e-2f6a3f0c7b11"), "ship", sent(one.number))
    assert [left.why for left in later.report.not_done] == ["Nothing is left to send."]


async def test_each_is_cancelled_or_told_why_not(shop: BuiltShop):
    desk = await a_desk(shop, Role.MANAGER)
    paid, unpaid = await a_paid_order(shop, quantity=2), await an_order(shop)
    gone = await a_paid_order(shop)
    await run(panel(desk), "ship", sent(gone.number))
    form = {"reason": "not_available", "numbers": f"{paid.number} {unpaid.number} {gone.number}"}
    chosen = await run(desk.at(ManyCancelState, PATH), "cancel", form)
    assert (await order(shop, paid.number)).close_reason == "not_available"
    assert (await order(shop, unpaid.number)).status == "cancelled"
    assert await stock_of(shop) == 49
    assert [(one.number, one.why) for one in chosen.report.not_done] == [
        (gone.number, "Some of it is on its way already: refund it instead.")
    ]
    again = await run(desk.at(ManyCancelState, PATH), "cancel", form | {"numbers": paid.number})
    assert [one.why for one in again.report.not_done] == ["It is closed already."]


async def test_the_report_speaks_the_language_of_the_page(shop: BuiltShop):
    one = await an_order(shop)
    state = (await a_desk(shop)).at(ManyShipState, f"/zh{PATH}")
    chosen = await run(state, "ship", sent(one.number))
    (left,) = chosen.report.not_done
    assert (chosen.words, chosen.report.done) == ("已选 1 个", "已处理 0 个订单。")
    assert (left.why, left.href) == ("尚未付款。", f"/zh/admin/orders/{one.number}")


async def test_each_act_is_in_the_audit_log_by_itself(shop: BuiltShop):
    desk = await a_desk(shop)
    first, second = await a_paid_order(shop), await a_paid_order(shop)
    await run(panel(desk), "ship", sent(first.number, second.number))
    log = desk.at(LogState, "/admin/log/")
    await call(log, "load")
    assert [row.name for row in log.rows] == [second.number, first.number]
    assert {row.act for row in log.rows} == {"Sent a parcel, one of many"}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"numbers": "A", "carrier": ""}, "carrier"),
        ({"numbers": "", "carrier": "SF"}, ""),
        ({"numbers": " ".join(f"N{n}" for n in range(101)), "carrier": "SF"}, ""),
    ],
)
async def test_a_form_that_makes_no_sense_sends_nothing(
    shop: BuiltShop, form: dict[str, str], field: str
):
    state = panel(await a_desk(shop))
    chosen = await run(state, "ship", form)
    assert list(refused(state).fields) == [field]
    assert chosen.report.done == ""


async def test_another_shop_s_order_is_not_found(shop: BuiltShop):
    other = await a_paid_order(await a_product(await a_shop()))
    chosen = await run(panel(await a_desk(shop)), "ship", sent(other.number))
    assert [one.number for one in chosen.report.not_done] == [other.number]


@pytest.mark.parametrize(
    ("state", "handler", "role"),
    [(ManyShipState, "ship", Role.VIEWER), (ManyCancelState, "cancel", Role.CLERK)],
)
async def test_who_may_not_changes_nothing(shop: BuiltShop, state: Any, handler: str, role: Role):
    one, desk = await an_order(shop), await a_desk(shop, role)
    form = {"numbers": one.number, "reason": "other", "carrier": "SF", "tracking.0": "SF1"}
    with pytest.raises(Refused):
        await run(desk.at(state, PATH), handler, form)
    assert (await order(shop, one.number)).status == "open"


async def test_one_page_or_the_whole_view_is_chosen(shop: BuiltShop):
    desk = await a_desk(shop)
    numbers = [(await an_order(shop)).number for _n in range(3)]
    paid = (await a_paid_order(shop)).number
    state = desk.at(ChosenState, f"{PATH}?to_do=to_ship")
    await call(state, "choose_view")
    assert state.numbers == [paid]
    await call(state, "choose", numbers[0])
    await call(state, "choose", paid)
    assert (state.numbers, state.words) == ([numbers[0]], "1 chosen")
    shown = await state.get_state(OrdersState)
    await call(shown, "load")
    await call(state, "choose_page")
    assert state.numbers == [numbers[0], paid]
    await call(state, "choose_page")
    assert state.numbers == [numbers[0]]
    await call(state, "clear")
    assert (state.numbers, state.words) == ([], "")
