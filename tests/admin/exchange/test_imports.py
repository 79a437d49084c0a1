"""The page of imports: what a dry run found, the import after it, and who may."""

import pytest
from sqlmodel import col, select

from admin.exchange.state import ImportState
from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.operations.exchange.asking import FILES_KEPT, REPORTS_KEPT, forget_old_files
from commerce.operations.exchange.importing import run_import
from commerce.operations.exchange.models import Exchange, ExchangeChunk
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import a_shop
from tests.commerce.operations.exchange.files import a_file, a_member, tried
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/exchange/"
FILE = a_file("mug,Mug,MUG,,5.00,3,", "bowl,Bowl,BOWL,,many,,")


async def the_page(shop, role=Role.MANAGER):
    state = await at_page(ImportState, shop, PATH, role)
    await call(state, "load")
    return state


async def runs(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(Exchange).order_by(col(Exchange.id)))).all()


async def test_what_is_wrong_stands_on_top_and_the_rest_can_be_imported():
    shop = await a_shop()
    await tried(shop, await a_member(shop), FILE)
    page = await the_page(shop)
    await call(page, "open_newest")
    assert [(f.line, f.column, f.kind, f.after) for f in page.findings] == [
        ("3", "price", "wrong", "many"),
        ("2", "sku", "made", "MUG"),
        ("2", "stock", "changed", "3"),
    ]
    assert page.findings[0].sentence.startswith("Please enter an amount")
    assert page.shown.outcome == "Products: 1 new, 0 changed, 0 as they were, 1 wrong"
    assert (page.shown.state, page.shown.may_begin) == ("wrong", True)


async def test_an_import_is_begun_once():
    shop = await a_shop()
    dry = await tried(shop, await a_member(shop), FILE)
    page = await the_page(shop)
    for _ in range(2):
        await call(page, "start", str(dry.id))
        assert (page.shown.title, page.shown.state) == ("Import", "queued")
    both = await runs(shop)
    assert [run.dry_run_id for run in both] == [None, dry.id]
    await run_import(shop.id, both[1].id)
    await call(page, "open_panel", str(dry.id))
    assert (page.shown.may_begin, page.shown.begun) == (False, True)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
async def test_who_may_not_edit_products_sees_and_begins_nothing(role):
    shop = await a_shop()
    dry = await tried(shop, await a_member(shop), FILE)
    state = await at_page(ImportState, shop, PATH, role)
    for handler, payload in (
        ("load", ()),
        ("open_panel", (str(dry.id),)),
        ("start", (str(dry.id),)),
    ):
        with pytest.raises(Refused):
            await call(state, handler, *payload)
    assert len(await runs(shop)) == 1


async def test_another_shop_s_dry_run_is_not_there():
    shop, other = await a_shop(), await a_shop()
    dry = await tried(other, await a_member(other), FILE)
    page = await the_page(shop)
    await call(page, "start", str(dry.id))
    assert refused(page).code == "not_found"
    assert len(await runs(other)) == 1


async def test_a_file_is_forgotten_after_a_day_and_its_report_after_a_season():
    shop = await a_shop()
    dry = await tried(shop, await a_member(shop), FILE)
    async with transaction_over_all_shops() as session:
        await forget_old_files(session, clock.now() + FILES_KEPT)
    async with transaction(shop.id) as session:
        assert (await session.exec(select(ExchangeChunk))).all() == []
    page = await the_page(shop)
    await call(page, "start", str(dry.id))
    assert refused(page).code == "move_refused"
    async with transaction_over_all_shops() as session:
        await forget_old_files(session, clock.now() + REPORTS_KEPT)
    assert list(await runs(shop)) == []
