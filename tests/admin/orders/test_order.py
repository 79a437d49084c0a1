"""One order in the back office: who sees and does what, and what is asked twice."""

import pytest

from admin.orders.one.asked import number_at
from admin.orders.one.cancelling import CancelState
from admin.orders.one.correcting import ParcelState
from admin.orders.one.refund_state import RefundState
from admin.orders.one.sheet import OrderSheet
from admin.orders.one.shipping import ShipState
from admin.orders.one.state import SheetState
from commerce import clock
from commerce.db.session import transaction
from commerce.orders.access import order_by_number
from commerce.orders.queries import order_view
from commerce.orders.refunding import apply_refund
from commerce.payments.gateways import RefundReport
from commerce.payments.models import Refund
from commerce.people.models import Role
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop, an_order, stock_of
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
TRACKED = {"carrier": "SF Express", "tracking_number": "SF1"}
LINES = [{"sku": "TEA", "quantity": 3}, {"sku": "CUP", "quantity": 1}]


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop(), price=333), "CUP")


async def view_of(shop: BuiltShop, number: str):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, number), "en")


async def sheet(desk: Desk, number: str) -> OrderSheet:
    state = desk.at(SheetState, f"/zh/admin/orders/{number}/")
    await call(state, "refresh")
    return state.sheet


async def opened(desk: Desk, state: type, number: str):
    panel = desk.at(state, f"/admin/orders/{number}/")
    await call(panel, "open_panel")
    return panel


def test_the_number_stands_in_the_path():
    assert number_at("/zh/admin/orders/ab2-cd3/") == "AB2CD3"
    assert number_at("/admin/orders/") == ""


async def test_a_second_click_on_ship_is_the_same_parcel(shop: BuiltShop):
    order = await a_paid_order(shop, lines=LINES)
    panel = await opened(await a_desk(shop, Role.CLERK), ShipState, order.number)
    for _click in range(2):
        await call(panel, "ship", TRACKED | {"lines.1": "2", "lines.2": "0"})
    parcels = (await view_of(shop, order.number)).parcels
    assert [parcel.lines for parcel in parcels] == [{1: 2}]


async def test_the_rest_is_another_parcel(shop: BuiltShop):
    order = await a_paid_order(shop, lines=LINES)
    desk = await a_desk(shop, Role.CLERK)
    for form in ({"lines.1": "2"}, {"lines.1": "1", "lines.2": "1"}):
        panel = await opened(desk, ShipState, order.number)
        assert panel.carrier in ("", "SF Express")
        await call(panel, "ship", TRACKED | form)
        assert not panel.opened
    assert (await view_of(shop, order.number)).fulfilment_status == "fulfilled"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (TRACKED | {"lines.1": "4"}, "lines.1"),
        (TRACKED | {"lines.9": "1"}, "lines.9"),
        (TRACKED | {"lines.1": "-1"}, "lines.1"),
        (TRACKED, "lines"),
        ({"lines.1": "1", "carrier": "SF", "tracking_number": "  "}, "tracking_number"),
    ],
)
async def test_a_wrong_parcel_is_told_at_its_field(shop: BuiltShop, form: dict, field: str):
    order = await a_paid_order(shop, lines=LINES)
    panel = await opened(await a_desk(shop, Role.CLERK), ShipState, order.number)
    await call(panel, "ship", form)
    assert panel.refusal is not None
    assert field in panel.refusal.fields
    assert panel.opened
    assert (await view_of(shop, order.number)).parcels == ()


async def test_shipping_what_somebody_else_cancelled_is_refused_kindly(shop: BuiltShop):
    order = await a_paid_order(shop)
    owner = await a_desk(shop)
    ship = await opened(owner, ShipState, order.number)
    cancel = await opened(owner, CancelState, order.number)
    await call(cancel, "cancel", {"reason": "customer_wish"})
    events = await call(ship, "ship", TRACKED | {"lines.1": "1"})
    assert ship.refusal is not None
    assert ship.refusal.code == "move_refused"
    assert "refresh" in str(events)
    assert (await view_of(shop, order.number)).parcels == ()


async def test_the_amount_is_seen_before_it_goes_and_goes_once(shop: BuiltShop):
    order = await a_paid_order(shop, lines=LINES)
    panel = await opened(await a_desk(shop, Role.MANAGER), RefundState, order.number)
    assert panel.amount == ""
    await call(panel, "choose", 1, 2)
    assert panel.amount == "CN¥6.66"
    await call(panel, "choose_delivery", True)
    assert panel.amount == "CN¥14.66"
    await call(panel, "choose_delivery", False)
    for _click in range(2):
        await call(panel, "refund", {"reason": "damaged", "note": ""})
    view = await view_of(shop, order.number)
    assert [refund.amount.minor for refund in view.refunds] == [666]
    assert view.lines[0].refunded == 2
    assert await stock_of(shop) == 9


async def test_pieces_that_stay_away_are_not_put_on_the_shelf(shop: BuiltShop):
    order = await a_paid_order(shop, lines=LINES)
    panel = await opened(await a_desk(shop, Role.MANAGER), RefundState, order.number)
    await call(panel, "choose_everything")
    await call(panel, "choose_restock", 1, False)
    await call(panel, "refund", {"reason": "not_arrived"})
    view = await view_of(shop, order.number)
    assert view.refunds[0].amount == view.total
    assert (await stock_of(shop), await stock_of(shop, "CUP")) == (7, 10)


@pytest.mark.parametrize("odd", [(99, 1), (1, 10**9), ("x", 1), (None, None)])
async def test_odd_choices_never_exceed_what_is_left(shop: BuiltShop, odd: tuple):
    order = await a_paid_order(shop, lines=LINES)
    panel = await opened(await a_desk(shop, Role.MANAGER), RefundState, order.number)
    await call(panel, "choose", *odd)
    assert all(0 <= row.quantity <= row.left for row in panel.rows)


async def test_a_refund_needs_a_reason_and_a_piece(shop: BuiltShop):
    order = await a_paid_order(shop)
    panel = await opened(await a_desk(shop, Role.MANAGER), RefundState, order.number)
    await call(panel, "refund", {"reason": "because"})
    assert panel.refusal is not None
    assert "reason" in panel.refusal.fields
    await call(panel, "refund", {"reason": "damaged"})
    assert panel.refusal is not None
    assert "lines" in panel.refusal.fields
    assert (await view_of(shop, order.number)).refunds == ()


async def test_a_failed_refund_is_asked_for_again_by_who_may(shop: BuiltShop):
    order = await a_paid_order(shop)
    manager = await a_desk(shop, Role.MANAGER)
    panel = await opened(manager, RefundState, order.number)
    await call(panel, "choose_everything")
    await call(panel, "refund", {"reason": "damaged"})
    refund = (await view_of(shop, order.number)).refunds[0]
    report = RefundReport("rf_9", "", str(refund.id), "failed", refund.amount, clock.now())
    await apply_refund(report, "sandbox")
    state = manager.at(SheetState, f"/admin/orders/{order.number}/")
    await call(state, "retry", str(refund.id))
    async with transaction(shop.id) as session:
        assert (await session.get_one(Refund, refund.id)).state == "requested"


async def test_a_parcel_arrives_and_a_foreign_id_is_not_found(shop: BuiltShop):
    order = await a_paid_order(shop)
    desk = await a_desk(shop, Role.CLERK)
    await call(await opened(desk, ShipState, order.number), "ship", TRACKED | {"lines.1": "1"})
    parcel = (await view_of(shop, order.number)).parcels[0]
    state = desk.at(SheetState, f"/admin/orders/{order.number}/")
    for wrong in (str(order.id), "no-id", ""):
        await call(state, "deliver", wrong)
        assert state.refusal is not None
        assert state.refusal.code == "not_found"
    await call(state, "deliver", str(parcel.id))
    assert (await view_of(shop, order.number)).status == "completed"


@pytest.mark.parametrize(
    ("role", "state", "handler", "arguments"),
    [
        (Role.VIEWER, ShipState, "open_panel", ()),
        (Role.VIEWER, ShipState, "ship", (TRACKED | {"lines.1": "1"},)),
        (Role.VIEWER, SheetState, "deliver", ("x",)),
        (Role.CLERK, CancelState, "cancel", ({"reason": "other"},)),
        (Role.CLERK, RefundState, "open_panel", ()),
        (Role.CLERK, RefundState, "refund", ({"reason": "other"},)),
        (Role.CLERK, SheetState, "retry", ("x",)),
    ],
)
async def test_who_lacks_the_right_is_stopped(shop: BuiltShop, role, state, handler, arguments):
    order = await a_paid_order(shop)
    panel = (await a_desk(shop, role)).at(state, f"/admin/orders/{order.number}/")
    with pytest.raises(Refused):
        await call(panel, handler, *arguments)
    view = await view_of(shop, order.number)
    assert (view.status, view.parcels, view.refunds) == ("open", (), ())


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OWNER, (True, True, True)),
        (Role.MANAGER, (True, True, True)),
        (Role.CLERK, (True, False, False)),
        (Role.VIEWER, (False, False, False)),
    ],
)
async def test_the_page_offers_what_state_and_right_allow(shop: BuiltShop, role: Role, may: tuple):
    paid, unpaid = await a_paid_order(shop), await an_order(shop)
    desk = await a_desk(shop, role)
    shown = await sheet(desk, paid.number)
    assert (shown.may_ship, shown.may_cancel, shown.may_refund) == may
    shown = await sheet(desk, unpaid.number)
    assert (shown.may_ship, shown.may_refund) == (False, False)


async def test_who_only_looks_on_sees_contacts_masked(shop: BuiltShop):
    order = await a_paid_order(shop)
    shown = await sheet(await a_desk(shop, Role.VIEWER), order.number)
    assert "138001380" not in f"{shown.phone} {shown.email} {shown.address}"
    assert "南京路" not in shown.address
    assert "li@" not in shown.email
    shown = await sheet(await a_desk(shop, Role.CLERK), order.number)
    assert (shown.phone, shown.email) == ("+8613800138000", "li@example.com")
    assert "南京路 1 号" in shown.address


async def test_moments_are_in_the_shops_zone_with_utc_beside(shop: BuiltShop):
    order = await a_paid_order(shop)
    shown = await sheet(await a_desk(shop), order.number)
    assert shown.placed.iso.endswith("+00:00")
    assert "UTC" in shown.placed.hover
    assert len(shown.placed.hover.split(" · ")) == 2


async def test_another_shops_order_is_as_unknown_as_none(shop: BuiltShop):
    strange = await a_paid_order(await a_product(await a_shop()))
    state = (await a_desk(shop)).at(SheetState, f"/admin/orders/{strange.number}/")
    await call(state, "refresh")
    assert state.refusal is not None
    assert state.refusal.code == "not_found"
    assert state.sheet == OrderSheet()


async def test_a_mistyped_number_is_corrected_until_the_parcel_arrives(shop: BuiltShop):
    order = await a_paid_order(shop)
    desk = await a_desk(shop, Role.CLERK)
    await call(await opened(desk, ShipState, order.number), "ship", TRACKED | {"lines.1": "1"})
    parcel = (await view_of(shop, order.number)).parcels[0]
    panel = desk.at(ParcelState, f"/admin/orders/{order.number}/")
    await call(panel, "open_panel", str(parcel.id))
    assert (panel.carrier, panel.tracking) == ("SF Express", "SF1")
    for _click in range(2):
        await call(panel, "correct", {"carrier": "SF Express", "tracking_number": "SF2"})
    view = await view_of(shop, order.number)
    assert view.parcels[0].tracking_number == "SF2"
    assert [event.kind for event in view.events].count("parcel_corrected") == 1
    await call(desk.at(SheetState, panel.router.url.path), "deliver", str(parcel.id))
    await call(panel, "correct", {"carrier": "SF Express", "tracking_number": "SF3"})
    assert panel.refusal is not None
    assert panel.refusal.code == "move_refused"
    assert (await view_of(shop, order.number)).parcels[0].tracking_number == "SF2"


@pytest.mark.parametrize("odd", [None, [], "x", 7, {"lines.x": "1"}, {"lines.1": [1]}])
async def test_odd_forms_ship_nothing(shop: BuiltShop, odd: object):
    order = await a_paid_order(shop)
    panel = await opened(await a_desk(shop, Role.CLERK), ShipState, order.number)
    await call(panel, "ship", odd)
    assert panel.refusal is not None
    assert panel.refusal.code == "invalid"
    assert (await view_of(shop, order.number)).parcels == ()
