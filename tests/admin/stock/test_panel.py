"""The stock panel: one change for each time it was drawn, always with a reason."""

import pytest

from admin.stock.keys_state import KeysState
from admin.stock.panel_state import StockPanelState
from admin.stock.state import StockState
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_product, a_shop, stock_of
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_panel(shop, role=Role.CLERK, sku="TEA"):
    panel = await at_page(StockPanelState, shop, "/admin/stock/", role)
    await call(panel, "open_for", str(shop.variants[sku]))
    return panel


def asked(panel, quantity="2", way="by", note="found two"):
    return {"key": panel.opened.key, "way": way, "quantity": quantity, "note": note}


async def test_a_change_is_made_once_however_often_it_is_sent():
    shop = await a_product(await a_shop(), stock=10)
    panel = await a_panel(shop)
    form = asked(panel)
    await call(panel, "adjust", form)
    await call(panel, "adjust", form)
    assert await stock_of(shop) == 12
    assert (panel.opened.left, panel.refusal) == ("12", None)
    newest = panel.ledger[0]
    assert (newest.change, newest.level, newest.note, newest.who) == (
        "+2",
        "12",
        "found two",
        "Mei",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": " "}, "note"),
        ({"quantity": ""}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": "-11"}, "quantity"),
        ({"quantity": "9" * 40}, "quantity"),
        ({"way": "away"}, "way"),
    ],
)
async def test_a_mistake_is_told_at_its_field(changes, field):
    shop = await a_product(await a_shop(), stock=10)
    panel = await a_panel(shop)
    await call(panel, "adjust", asked(panel) | changes)
    assert list(refused(panel).fields) == [field]
    assert await stock_of(shop) == 10


async def test_viewers_see_the_ledger_and_change_nothing():
    shop = await a_product(await a_shop(), stock=10)
    panel = await a_panel(shop, Role.VIEWER)
    assert [line.change for line in panel.ledger] == ["+10"]
    for handler, form in (("adjust", asked(panel)), ("mark_low", {"low_at": "1"})):
        with pytest.raises(Refused):
            await call(panel, handler, form)
    assert await stock_of(shop) == 10


@pytest.mark.parametrize("variant_id", ["", "7", None, {"a": 1}])
async def test_no_panel_opens_for_what_is_no_variant(variant_id):
    panel = await at_page(StockPanelState, await a_shop(), "/admin/stock/")
    await call(panel, "open_for", variant_id)
    assert (refused(panel).code, panel.opened.variant_id) == ("not_found", "")


async def test_another_shops_variant_does_not_open():
    here, there = await a_shop(), await a_product(await a_shop())
    panel = await at_page(StockPanelState, here, "/admin/stock/")
    await call(panel, "open_for", str(there.variants["TEA"]))
    assert (refused(panel).code, panel.ledger) == ("not_found", [])


async def test_the_low_mark_moves_a_level_in_and_out_of_the_low_ones():
    shop = await a_product(await a_shop(), stock=8)
    panel = await a_panel(shop)
    await call(panel, "mark_low", {"low_at": "8"})
    levels = await at_page(StockState, shop, "/admin/stock/?stock=low")
    await call(levels, "load")
    assert [(line.sku, line.left, line.level) for line in levels.lines] == [("TEA", "8", "low")]
    await call(panel, "mark_low", {"low_at": "-1"})
    assert list(refused(panel).fields) == ["low_at"]


async def test_levels_are_paged_by_sku():
    shop = await a_shop()
    for n in range(51):
        await a_product(shop, f"S{n:02}")
    levels = await at_page(StockState, shop, "/admin/stock/")
    await call(levels, "load")
    assert [levels.lines[0].sku, levels.lines[-1].sku, len(levels.lines)] == ["S00", "S49", 50]
    further = await at_page(StockState, shop, levels.further)
    await call(further, "load")
    assert [line.sku for line in further.lines] == ["S50"]
    assert (further.start, further.further) == ("/admin/stock/", "")


async def test_keys_are_pasted_counted_and_never_shown_again():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    panel = await a_panel(shop, sku="GAME")
    assert (panel.opened.keyed, panel.opened.free) == (True, "0")
    keys = await at_page(KeysState, shop, "/admin/stock/", Role.CLERK)
    form = {"variant_id": panel.opened.variant_id, "keys": "K-1\r\n\r\nK-2\r\nK-1"}
    await call(keys, "add", form)
    assert keys.report == "New: 2 · there before: 0 · twice in it: 1 · blank lines: 1"
    await call(keys, "add", form | {"keys": "K\x00"})
    assert (list(refused(keys).fields), keys.report) == (["keys"], "")
    await call(panel, "open_for", panel.opened.variant_id)
    assert (panel.opened.free, panel.opened.given, panel.opened.left) == ("2", "0", "2")
    assert "K-1" not in str(keys.dict()) + str(panel.dict())


async def test_a_viewer_adds_no_keys():
    shop = await a_product(await a_shop(), "GAME", stock=0, kind="keys")
    keys = await at_page(KeysState, shop, "/admin/stock/", Role.VIEWER)
    with pytest.raises(Refused):
        await call(keys, "add", {"variant_id": str(shop.variants["GAME"]), "keys": "K-1"})
    assert await stock_of(shop, "GAME") == 0
