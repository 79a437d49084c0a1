"""The page of exports: who may ask for what, and what is listed to whom."""

import pytest
from sqlmodel import col, select

from admin.exchange.export_rows import export_row
from admin.exchange.export_state import ExportState
from commerce import clock
from commerce.db.session import transaction
from commerce.operations.exchange.asking import FILES_KEPT
from commerce.operations.exchange.exporting import run_export
from commerce.operations.exchange.models import Exchange
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_product, a_shop
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/exchange/"


async def runs(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(Exchange).order_by(col(Exchange.id)))).all()


async def test_a_file_is_asked_for_listed_and_there_when_it_is_written():
    shop = await a_product(await a_shop())
    page = await at_page(ExportState, shop, PATH)
    await call(page, "ask", "products")
    assert [(row.title, row.state, row.file) for row in page.rows] == [("Products", "queued", "")]
    export = (await runs(shop))[0]
    await run_export(shop.id, export.id)
    await call(page, "load")
    row = page.rows[0]
    assert (row.state, row.progress, row.file) == ("done", "1 row", f"/media/exports/{export.id}")


async def test_a_file_that_was_forgotten_has_no_link():
    shop = await a_product(await a_shop())
    await call(await at_page(ExportState, shop, PATH), "ask", "products")
    await run_export(shop.id, (await runs(shop))[0].id)
    export = (await runs(shop))[0]
    later = export_row(export, "UTC", export.began_at + FILES_KEPT)
    assert (later.file, later.forgotten) == ("", True)
    assert export_row(export, "UTC", clock.now()).forgotten is False


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
@pytest.mark.parametrize("call_of", [("load",), ("ask", "customers"), ("ask_orders",)])
async def test_who_may_not_carry_data_away_asks_for_nothing(role, call_of):
    shop = await a_shop()
    page = await at_page(ExportState, shop, PATH, role)
    with pytest.raises(Refused):
        await call(page, *call_of)
    assert await runs(shop) == []


@pytest.mark.parametrize("kind", ["import", "staff", ""])
async def test_there_is_no_file_of_anything_else(kind):
    shop = await a_shop()
    page = await at_page(ExportState, shop, PATH)
    await call(page, "ask", kind)
    assert refused(page).code == "invalid"
    assert await runs(shop) == []


async def test_another_shop_s_exports_are_not_listed():
    shop, other = await a_shop(), await a_shop()
    await call(await at_page(ExportState, other, PATH), "ask", "customers")
    page = await at_page(ExportState, shop, PATH)
    await call(page, "load")
    assert page.rows == []


async def test_the_list_of_orders_is_exported_as_its_url_narrows_it():
    shop = await a_shop()
    path = "/admin/orders/?payment=paid&q=13800138000&since=2026-11-01"
    page = await at_page(ExportState, shop, path)
    await call(page, "ask_orders")
    asked = {
        "payment_status": "paid",
        "search": "13800138000",
        "since": "2026-11-01T00:00:00+08:00",
    }
    assert [(run.kind, run.asked) for run in await runs(shop)] == [("orders", asked)]


async def test_what_was_searched_for_is_forgotten_when_the_file_is_written():
    shop = await a_shop()
    page = await at_page(ExportState, shop, "/admin/orders/?payment=paid&q=13800138000")
    await call(page, "ask_orders")
    await run_export(shop.id, (await runs(shop))[0].id)
    assert (await runs(shop))[0].asked == {"payment_status": "paid"}
