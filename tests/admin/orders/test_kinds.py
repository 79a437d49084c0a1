"""An order of several kinds in the back office: keys stay hidden, and so do contacts for viewers."""

import pytest

from admin.orders.one.campaigns import CampaignState
from admin.orders.one.handed import HandedState
from admin.orders.one.state import SheetState
from commerce.people.models import Role
from tests.builders import a_paid_order, a_product, a_shop
from tests.commerce.orders.test_serving import INPUTS, a_package, keys_in, lines_of, seen, served
from tests.office import a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
LONG, SHORT = "AAAA-BBBB-CC77", "TINY"


async def sheet(desk, order):
    state = desk.at(SheetState, f"/admin/orders/{order.number}/")
    await call(state, "refresh")
    return state.sheet


async def an_order_of_keys(*keys):
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    await keys_in(shop, "GAME", *keys)
    order = await a_paid_order(shop, **lines_of("GAME", len(keys)))
    await served(shop, order)
    return shop, order


async def test_keys_show_their_ends_to_who_fulfils_and_nothing_to_viewers():
    shop, order = await an_order_of_keys(LONG, SHORT)
    for role, shown in ((Role.CLERK, ["••••CC77", "••••"]), (Role.VIEWER, ["••••", "••••"])):
        drawn = await sheet(await a_desk(shop, role), order)
        assert drawn.handed[0].codes == shown
        assert drawn.handed[0].given.text
        assert LONG not in str(drawn)
        assert (drawn.lines[0].progress, drawn.lines[0].refundable) == ("2 handed over", 0)


async def test_a_clerk_sends_again_and_a_viewer_does_not():
    shop, order = await an_order_of_keys(LONG)
    clerk, viewer = await a_desk(shop, Role.CLERK), await a_desk(shop, Role.VIEWER)
    path = f"/admin/orders/{order.number}/"
    refused = viewer.at(HandedState, path)
    with pytest.raises(Refused):
        await call(refused, "send_again")
    assert (await sheet(clerk, order)).sent_again == []
    await call(clerk.at(HandedState, path), "send_again")
    again = (await sheet(clerk, order)).sent_again
    assert len(again) == 1
    assert again[0].endswith("The clerk")


async def test_answers_are_words_and_a_viewer_sees_no_contact():
    shop = await a_package(await a_shop())
    order = await a_paid_order(shop, **lines_of("VIEWS", 1, **INPUTS))
    await served(shop, order)
    clerk = await sheet(await a_desk(shop, Role.CLERK), order)
    viewer = await sheet(await a_desk(shop, Role.VIEWER), order)
    assert any(answer.endswith(": YouTube") for answer in clerk.lines[0].answers)
    assert "li@example.com" in str(clerk.lines[0].answers)
    assert "li@example.com" not in str(viewer)
    assert [(c.percent, c.delivered) for c in clerk.campaigns] == [(0, "0 / 1,000 impressions")]
    assert (clerk.may_steer, viewer.may_steer) == (True, False)


async def test_a_campaign_that_does_not_run_is_not_paused():
    shop = await a_package(await a_shop())
    order = await a_paid_order(shop, **lines_of("VIEWS", 1, **INPUTS))
    await served(shop, order)
    campaign = str((await seen(shop, order)).campaigns[0].id)
    state = (await a_desk(shop, Role.CLERK)).at(CampaignState, f"/admin/orders/{order.number}/")
    for given, code in (((campaign, "pause"), "move_refused"), (("x", "pause"), "not_found")):
        await call(state, "steer", *given)
        assert state.refusal is not None
        assert state.refusal.code == code
