"""The plan of each kind of list over ten thousand products: which index it goes by, and how many
rows of the shop's it opens.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import text

from commerce.catalog.models import Category
from commerce.catalog.queries import product_cards
from commerce.catalog.search.candidates import MOST
from commerce.catalog.search.crowd import forget_popularity
from commerce.catalog.search.entries import form_text, option_mark
from commerce.catalog.search.suggesting import suggestions
from commerce.catalog.search.vocabulary import forget_vocabularies
from commerce.catalog.views import Shelf
from commerce.db.session import transaction
from commerce.settings import settings
from tests.builders import BuiltShop, a_product, a_shop
from tests.commerce.orders.test_plans import planned
from tests.own_database import own_database

GOODS = 10_000
INK, M = ("Colour", ("Ink",)), ("Size", ("M",))
PRODUCTS = """
INSERT INTO products (id, shop_id, slug, kind, state, name, summary, description,
                      description_version, category_id, tax_class, popularity, created_at, version,
                      updated_at)
SELECT uuidv7(), %(shop)s, 'good-' || n, 'goods', 'active', '{"en": "Good"}', '{}', '{}', 1,
       CASE WHEN n %% 10 = 0 THEN %(category)s::uuid END, 'standard', n %% 977, now(), 1, now()
  FROM generate_series(1, %(goods)s) n
"""
ENTRIES = """
INSERT INTO shelf_entries (shop_id, product_id, category_id, price_minor, in_stock, popularity,
                           listed_at, forms, prices, stocked, words)
SELECT shop_id, id, category_id, n %% 5000, n %% 9 > 0, popularity, n, ARRAY[%(form)s],
       ARRAY[n %% 5000], ARRAY[n %% 9 > 0],
       (filler || CASE WHEN n %% 5 = 0 THEN '''tea'':1A ''绿茶'':1A ' ELSE '' END
               || CASE WHEN n %% 2 = 0 THEN '''common'' ' ELSE '' END
               || CASE WHEN n %% 900 = 0 THEN '''rare'':1A ' ELSE '' END
               || CASE WHEN n %% 4 = 0 THEN %(ink)s ELSE '' END
               || CASE WHEN n %% 3 = 0 THEN %(size)s ELSE '' END)::tsvector
  FROM (SELECT p.*, substr(slug, 6)::int AS n FROM products p WHERE shop_id = %(shop)s
           AND slug LIKE 'good-%%') p,
       (SELECT string_agg('''filler' || f || repeat('-', 36) || ''' ', '') AS filler FROM generate_series(1, 20) f) f
"""
WALK = re.compile(
    r"Index (?:Only )?Scan (?:Backward )?using (\w+) on shelf_entries\w*.*rows=([\d.]+)"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shop(shop_database: str, tmp_path_factory: Any) -> AsyncIterator[BuiltShop]:
    async with own_database(shop_database, "shelves", str(tmp_path_factory.mktemp("shelves"))):
        shop = await a_product(await a_shop(), "SKU-1")
        async with transaction(shop.id) as session:
            category = Category(slug="drinks", name={"en": "Drinks"})
            session.add(category)
        values = {"shop": shop.id, "category": category.id, "goods": GOODS}
        values |= {
            name: f"'{option_mark(name_, v)}' "
            for name, (name_, (v,)) in {"ink": INK, "size": M}.items()
        }
        values["form"] = form_text([{"name": {"en": "Colour"}, "value": {"en": "Ink"}}])
        url = settings().database_url.replace("+psycopg", "", 1)
        with psycopg.connect(url, autocommit=True) as connection:
            # Words into an index that is there take ten times as long as an index over them all.
            index = connection.execute("SELECT pg_get_indexdef('shelf_entries_words'::regclass)")
            [define] = index.fetchone() or ("",)
            connection.execute("DROP INDEX shelf_entries_words")
            for statement in (PRODUCTS, ENTRIES):
                connection.execute(statement, values)
            connection.execute(define.encode())
            connection.execute("INSERT INTO search_words VALUES (%s, 'tea', 4000)", [shop.id])
            connection.execute("VACUUM ANALYZE shelf_entries")
            connection.execute("ANALYZE products")
        forget()
        yield shop
    forget()


def forget() -> None:
    forget_vocabularies()
    forget_popularity()


async def plans_of(shop: BuiltShop, shelf: Shelf, sort: Any, holding: str = "") -> list[str]:
    with planned() as plans:
        async with transaction(shop.id) as session:
            await product_cards(session, shop.view, "en", shelf, sort=sort)
    return [plan for told, plan in plans if "FROM shelf_entries" in told and holding in told]


@pytest.mark.parametrize(
    ("shelf", "sort", "index"),
    [
        (Shelf(), "popular", "shelf_entries_popular"),
        (Shelf(), "newest", "shelf_entries_newest"),
        (Shelf(), "price_up", "shelf_entries_price"),
        (Shelf(category="drinks"), "popular", "shelf_entries_of_popular"),
        (Shelf(category="drinks"), "price_down", "shelf_entries_of_price"),
        (Shelf(category="drinks"), "newest", "shelf_entries_of_newest"),
    ],
)
async def test_a_plain_list_reads_along_the_index_of_its_order(shop, shelf, sort, index):
    counted, *page = await plans_of(shop, shelf, sort)
    walks = [WALK.findall(plan) for plan in (counted, *page)]
    assert [[float(rows) for _index, rows in walk] for walk in walks] == [[MOST + 1], [25]]
    assert walks[-1][0][0] == index
    for plan in (counted, *page):
        assert "Sort Key" not in plan


@pytest.mark.parametrize(
    ("shelf", "sort"),
    [
        (Shelf(query="tea"), "relevance"),
        (Shelf(query="绿茶"), "relevance"),
        (Shelf(query="common"), "relevance"),
        (Shelf(query="rare"), "popular"),
        (Shelf(query="rare tea"), "price_up"),
        (Shelf(query="rar"), "newest"),
        (Shelf(query="tea", category="drinks"), "price_up"),
        (Shelf(options=(INK,)), "price_up"),
        (Shelf(options=(INK, M)), "popular"),
    ],
)
async def test_words_and_options_are_found_by_the_index_of_words(shop, shelf, sort):
    plans = await plans_of(shop, shelf, sort, "@@")
    assert plans
    for plan in plans:
        judge(plan)


@pytest.mark.parametrize("typed", ["t", "te", "tea", "绿", "rar", "common"])
async def test_suggestions_are_found_by_the_index_of_words(shop, typed):
    with planned() as plans:
        async with transaction(shop.id) as session:
            await suggestions(session, shop.view, "en", typed)
    found = [plan for told, plan in plans if "FROM shelf_entries" in told and "@@" in told]
    assert found
    for plan in found:
        judge(plan)


def judge(plan: str) -> None:
    """By the index of words, or along the few that are most popular; none of the rest one by one."""
    assert "Seq Scan" not in plan, plan
    walks = WALK.findall(plan)
    assert not walks or walks == [("shelf_entries_popular", *walks[0][1:])], plan
    if walks:
        assert re.search(r"Index Cond: .*popularity > '?\d+", plan), plan
    else:
        assert "Bitmap Index Scan on shelf_entries_words" in plan, plan


async def test_what_thousands_have_is_found_among_the_most_popular(shop):
    [plan] = await plans_of(shop, Shelf(query="tea"), "relevance", "ts_rank")
    assert plan.count("never executed") >= 2
    assert re.search(r"CTE few\n", plan)
    [plan] = await plans_of(shop, Shelf(query="rare"), "relevance", "ts_rank")
    assert "CTE few" in plan
    assert re.search(r"Bitmap Heap Scan on shelf_entries \(actual rows=11", plan)


async def test_what_is_long_lies_outside_of_the_rows_however_they_are_written(shop):
    rows = text(
        "SELECT count(*) FILTER (WHERE pg_column_toast_chunk_id(words) IS NULL), count(*)"
        " FROM shelf_entries WHERE words @@ 'filler:*'"
    )
    change = "UPDATE shelf_entries SET popularity = popularity + 1 WHERE price_minor < 100"
    async with transaction(shop.id) as session:
        assert (await session.run(rows)).one() == (0, GOODS)
        await session.run(text(change))
        assert (await session.run(rows)).one() == (0, GOODS)
        size = await session.run(text("SELECT pg_relation_size('shelf_entries')"))
    assert size.scalar_one() / GOODS < 350
