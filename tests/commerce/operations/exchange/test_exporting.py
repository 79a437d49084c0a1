"""Exports: piece by piece, narrowed as the list was, and read back by an import."""

import csv
import io

import pytest
from sqlmodel import select

from commerce.catalog.models import Product, Variant
from commerce.db.session import transaction
from commerce.operations.exchange import exporting
from commerce.operations.exchange.asking import ask_for_export
from commerce.operations.exchange.exporting import next_piece, pieces, run_export
from commerce.operations.exchange.models import ExchangeChunk, ExchangeKind
from commerce.operations.exchange.sources import CUSTOMER_COLUMNS, asked_of
from commerce.orders.queries import OrderFilter
from commerce.people.models import Customer, Role
from commerce.secrecy import seal
from tests.builders import a_paid_order, a_product, a_shop, an_order
from tests.commerce.operations.exchange.files import a_member, read, tried

pytestmark = pytest.mark.usefixtures("shop_database")


async def asked(shop, kind, narrowed=None, role=Role.OWNER):
    actor = await a_member(shop, role)
    told = asked_of(narrowed) if narrowed else {}
    async with transaction(shop.id) as session:
        return await ask_for_export(session, actor, kind, told)


async def content(shop, exchange_id):
    return b"".join([piece async for piece in pieces(shop.id, exchange_id)])


async def exported(shop, kind, narrowed=None):
    export = await asked(shop, kind, narrowed)
    await run_export(shop.id, export.id)
    text = (await content(shop, export.id)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def test_an_export_of_products_is_an_import_that_changes_nothing():
    shop = await a_product(await a_product(await a_shop(), price=1_250), "KEY", kind="keys")
    shop = await a_product(shop, "CUP", name={"en": "=1+1", "zh": "'-x"})
    export = await asked(shop, ExchangeKind.PRODUCTS)
    await run_export(shop.id, export.id)
    file = await content(shop, export.id)
    assert b"'=1+1" in file
    run = await tried(shop, await a_member(shop), file)
    assert (run.unchanged, run.changed, run.made, run.wrong) == (3, 0, 0, 0)


async def test_orders_are_exported_as_their_list_was_narrowed():
    shop = await a_product(await a_shop())
    paid = await a_paid_order(shop, quantity=2)
    await an_order(shop)
    rows = await exported(shop, ExchangeKind.ORDERS, OrderFilter(payment_status="paid"))
    assert [row["number"] for row in rows] == [paid.number]
    row = rows[0]
    assert (row["lines"], row["total"], row["paid"], row["city"], row["phone"]) == (
        "2 x TEA",
        "28.00",
        "28.00",
        "上海",
        "'+8613800138000",
    )
    assert len(await exported(shop, ExchangeKind.ORDERS)) == 2


async def test_customers_who_were_erased_are_in_no_export():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        session.add(Customer(name_sealed=seal("=HYPERLINK(1)")))
        gone = Customer(name_sealed=seal("Gone"))
        session.add(gone)
        await session.flush()
        gone.erased_at = gone.created_at
    rows = await exported(shop, ExchangeKind.CUSTOMERS)
    assert list(rows[0]) == list(CUSTOMER_COLUMNS)
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)"]


async def test_what_is_kept_of_a_file_is_sealed():
    shop = await a_product(await a_shop())
    await a_paid_order(shop)
    export = await asked(shop, ExchangeKind.ORDERS)
    await run_export(shop.id, export.id)
    assert b"13800138000" in await content(shop, export.id)
    async with transaction(shop.id) as session:
        kept = b"".join((await session.exec(select(ExchangeChunk.content))).all())
    assert b"13800138000" not in kept


async def test_an_option_that_no_cell_can_say_stays_what_it_is():
    shop = await a_product(await a_shop())
    pair = {"name": {"en": "Size", "zh": "尺码"}, "value": {"en": "6; 7: wide", "zh": "6；7"}}
    async with transaction(shop.id) as session:
        variant = (await session.exec(select(Variant))).one()
        variant.options = [pair]
    export = await asked(shop, ExchangeKind.PRODUCTS)
    await run_export(shop.id, export.id)
    run = await tried(shop, await a_member(shop), await content(shop, export.id))
    assert (run.unchanged, run.changed, run.wrong) == (1, 0, 0)


async def test_an_export_goes_on_where_it_was_left_and_each_row_is_in_it_once(monkeypatch):
    monkeypatch.setattr(exporting, "STEP", 2)
    shop = await a_shop()
    for n in range(5):
        shop = await a_product(shop, f"SKU-{n}")
    export = await asked(shop, ExchangeKind.PRODUCTS)
    assert await next_piece(shop.id, export.id)
    assert (await read(shop, export.id)).rows_done == 2
    await run_export(shop.id, export.id)
    await run_export(shop.id, export.id)
    text = (await content(shop, export.id)).decode("utf-8-sig")
    skus = [row["sku"] for row in csv.DictReader(io.StringIO(text))]
    assert skus == [f"SKU-{n}" for n in range(5)]
    assert (await read(shop, export.id)).state == "done"


async def test_who_lost_the_right_meanwhile_gets_no_file():
    shop = await a_product(await a_shop())
    export = await asked(shop, ExchangeKind.CUSTOMERS, role=Role.CLERK)
    await run_export(shop.id, export.id)
    assert ((await read(shop, export.id)).state, await content(shop, export.id)) == ("stopped", b"")


async def test_an_export_holds_its_own_shop_alone():
    shop, other = await a_product(await a_shop()), await a_product(await a_shop(), "OTHER")
    assert [row["sku"] for row in await exported(shop, ExchangeKind.PRODUCTS)] == ["TEA"]
    async with transaction(other.id) as session:
        assert len((await session.exec(select(Product))).all()) == 1
