"""Imports of products: tried first, each product whole or not at all, once however often."""

import pytest
from sqlmodel import col, func, select

from commerce.catalog.editing import standing
from commerce.catalog.models import Product
from commerce.db.session import transaction
from commerce.errors import MoveRefused
from commerce.operations.audit_log.models import LoggedAct
from commerce.operations.exchange import importing
from commerce.operations.exchange.asking import ask_for_dry_run
from commerce.operations.exchange.importing import next_step, products_table, run_import
from commerce.operations.exchange.product_columns import template
from commerce.operations.exchange.product_rows import groups_of
from commerce.people.models import Membership, Role
from commerce.stock.models import StockChange
from tests.builders import a_product, a_shop, an_order, stock_of
from tests.commerce.operations.exchange.files import (
    a_file,
    a_member,
    begun,
    found,
    imported,
    read,
    tried,
)

pytestmark = pytest.mark.usefixtures("shop_database")


async def products(shop):
    async with transaction(shop.id) as session:
        rows = (await session.exec(select(Product).order_by(col(Product.slug)))).all()
        return {row.slug: await standing(session, shop.view, row) for row in rows}


async def the_slug(shop):
    return next(iter(await products(shop)))


async def changes_of_stock(shop, sku="TEA"):
    async with transaction(shop.id) as session:
        of = StockChange.variant_id == shop.variants[sku]
        rows = (
            await session.exec(select(StockChange).where(of).order_by(col(StockChange.id)))
        ).all()
    return [(row.change, row.reason, row.note, row.staff_id) for row in rows]


async def acts(shop):
    async with transaction(shop.id) as session:
        rows = (await session.exec(select(LoggedAct).order_by(col(LoggedAct.id)))).all()
    return [(row.staff_name, row.act, row.about_name) for row in rows]


async def test_a_dry_run_tells_what_would_change_and_changes_nothing():
    shop = await a_product(await a_shop())
    mei, slug, before = await a_member(shop), await the_slug(shop), await products(shop)
    content = a_file(
        f"{slug},,TEA,,12.50,7,", f"{slug},,TEA-2,Size: L,9,,", "mug,Mug,MUG,,5.00,3,active"
    )
    run = await tried(shop, mei, content)
    assert (run.state, run.made, run.changed, run.unchanged, run.wrong) == ("done", 1, 1, 0, 0)
    assert await found(shop, run.id) == [
        (2, "price", "changed", "10.00", "12.50"),
        (2, "stock", "changed", "10", "7"),
        (3, "sku", "made", "", "TEA-2"),
        (4, "sku", "made", "", "MUG"),
        (4, "stock", "changed", "0", "3"),
    ]
    assert await products(shop) == before
    assert (await stock_of(shop), len(await changes_of_stock(shop))) == (10, 1)
    assert await acts(shop) == []


async def test_an_import_does_what_its_dry_run_told():
    shop = await a_product(await a_shop())
    mei, slug = await a_member(shop), await the_slug(shop)
    content = a_file(
        f"{slug},,TEA,,12.50,7,", f"{slug},,TEA-2,Size: L,9,,", "mug,Mug,MUG,,5.00,3,active"
    )
    run = await imported(shop, mei, content)
    assert (run.made, run.changed, run.wrong, run.rows_done) == (1, 1, 0, 3)
    now = await products(shop)
    assert [(v["sku"], v["price_minor"]) for v in now[slug]["variants"]] == [
        ("TEA", 1_250),
        ("TEA-2", 900),
    ]
    assert (now["mug"]["state"], now["mug"]["name"]) == ("active", {"en": "Mug"})
    assert (await changes_of_stock(shop))[1:] == [(-3, "counted", "CSV: spring.csv", mei.id)]
    assert await acts(shop) == [("Mei", "exchange.import", slug)]


async def test_what_is_wrong_is_told_by_row_and_column_and_leaves_its_product_alone():
    shop = await a_product(await a_product(await a_shop()), "CUP")
    mei, before = await a_member(shop), await products(shop)
    tea = next(slug for slug in before if slug.startswith("tea"))
    content = a_file(
        f"{tea},,TEA,,12,many,",
        f"{tea},,CUP,Size: L,1,,",
        "Mug!,Mug,MUG,,5,,sold",
        "bowl,,BOWL,,,,",
        "plate,Plate,PLATE,,3,,active",
        f"{tea},,TEA-3,Size: L,1,,",
        "jar,Jar,JAR,,1.999,,",
    )
    run = await imported(shop, mei, content)
    assert (run.made, run.changed, run.wrong) == (1, 0, 5)
    assert sorted(
        (line, column, code)
        for line, column, what, _, code in await found(shop, run.id)
        if what == "wrong"
    ) == [
        (2, "stock", "int_parsing"),
        (4, "product", "string_pattern_mismatch"),
        (4, "state", "unknown"),
        (5, "name.en", "missing"),
        (5, "price", "missing"),
        (7, "product", "product_apart"),
        (8, "price", "amount"),
    ]
    now = await products(shop)
    assert now.pop("plate")["state"] == "active"
    assert now == before


async def test_a_sku_of_another_product_is_wrong_and_its_neighbours_are_imported():
    shop = await a_product(await a_shop())
    content = a_file("mug,Mug,MUG,,5,,", "bowl,Bowl,TEA,,5,,", "plate,Plate,PLATE,,3,,")
    run = await imported(shop, await a_member(shop), content)
    assert (run.made, run.wrong) == (2, 1)
    assert (3, "sku", "wrong", "", "taken") in await found(shop, run.id)
    assert {"mug", "plate"} <= set(await products(shop))


async def test_an_empty_cell_leaves_what_stands_and_a_dash_takes_away():
    shop = await a_shop()
    mei = await a_member(shop)
    head = "product,name.en,name.zh,sku,price,compare_at"
    await imported(shop, mei, a_file("mug,Mug,杯子,MUG,5,8", head=head))
    run = await imported(shop, mei, a_file("mug,,,MUG,,", head=head))
    assert run.unchanged == 1
    await imported(shop, mei, a_file("mug,Cup,,MUG,,-", head=head))
    mug = (await products(shop))["mug"]
    assert mug["name"] == {"en": "Cup", "zh": "杯子"}
    assert (mug["variants"][0]["price_minor"], mug["variants"][0]["compare_at_minor"]) == (
        500,
        None,
    )


async def test_orders_between_the_dry_run_and_the_import_keep_their_stock():
    shop = await a_product(await a_shop())
    mei, slug = await a_member(shop), await the_slug(shop)
    dry = await tried(shop, mei, a_file(f"{slug},,TEA,,,15,"))
    await an_order(shop, quantity=4)
    run = await begun(shop, mei, dry.id)
    await run_import(shop.id, run.id)
    assert await stock_of(shop) == 11
    assert await found(shop, run.id) == [(2, "stock", "changed", "6", "11")]


async def test_one_dry_run_is_one_import_however_often_it_is_asked_for():
    shop = await a_product(await a_shop())
    mei, slug = await a_member(shop), await the_slug(shop)
    dry = await tried(shop, mei, a_file(f"{slug},,TEA,,,15,"))
    first, again = await begun(shop, mei, dry.id), await begun(shop, mei, dry.id)
    assert first.id == again.id
    for _ in range(2):
        await run_import(shop.id, first.id)
    assert [change for change, *_ in await changes_of_stock(shop)] == [10, 5]


async def test_a_dry_run_that_is_not_done_is_not_imported():
    shop = await a_shop()
    mei = await a_member(shop)
    async with transaction(shop.id) as session:
        asked = await ask_for_dry_run(session, mei, "a.csv", template())
    with pytest.raises(MoveRefused):
        await begun(shop, mei, asked.id)


async def test_an_import_goes_on_where_it_was_left(monkeypatch):
    monkeypatch.setattr(importing, "STEP", 1)
    shop = await a_product(await a_shop())
    mei, slug = await a_member(shop), await the_slug(shop)
    content = a_file(f"{slug},,TEA,,,15,", "mug,Mug,MUG,,5,3,", "bowl,Bowl,BOWL,,5,2,")
    run = await begun(shop, mei, (await tried(shop, mei, content)).id)
    groups = groups_of(await products_table(content))
    assert await next_step(shop.id, run.id, groups)
    assert ((await read(shop, run.id)).rows_done, await stock_of(shop)) == (1, 15)
    await run_import(shop.id, run.id)
    done = await read(shop, run.id)
    assert (done.state, done.rows_done, done.made, done.changed) == ("done", 3, 2, 1)
    assert [change for change, *_ in await changes_of_stock(shop)] == [10, 5]


async def test_who_may_no_longer_edit_products_imports_nothing_more():
    shop = await a_shop()
    mei = await a_member(shop)
    run = await begun(shop, mei, (await tried(shop, mei, template())).id)
    async with transaction(shop.id) as session:
        place = (await session.exec(select(Membership))).one()
        place.role = Role.CLERK
    await run_import(shop.id, run.id)
    assert ((await read(shop, run.id)).state, await products(shop)) == ("stopped", {})


async def test_two_shops_never_see_each_other_s_products_in_a_file():
    shop, other = await a_product(await a_shop()), await a_shop()
    slug = await the_slug(shop)
    run = await imported(other, await a_member(other), a_file(f"{slug},Mine,TEA,,1,1,"))
    assert (run.made, run.changed) == (1, 0)
    assert (await products(shop))[slug]["name"]["en"] == "Product TEA"
    async with transaction(shop.id) as session:
        assert (await session.exec(select(func.count()).select_from(Product))).one() == 1
