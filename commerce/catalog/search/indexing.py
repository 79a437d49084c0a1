"""Writes the rows that lists and search go by, in the transaction that changed the product."""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, select

from commerce import clock
from commerce.catalog.kinds import counted_kinds
from commerce.catalog.models import Product
from commerce.catalog.search.entries import Described, Form
from commerce.catalog.search.models import SearchWord
from commerce.db.session import Session

BATCH = 500
_TOGETHER = "index_together"
COLUMNS = (
    "product_id, shop_id, category_id, price_minor, in_stock, popularity, listed_at, stale_at,"
    " forms, prices, stocked, words"
)
_DESCRIBED = text("""
SELECT p.id, p.shop_id, p.category_id, p.kind, p.name, p.summary, c.name AS category,
       p.popularity, p.created_at, o.forms, o.stale_at
  FROM products p
  JOIN shops s ON s.id = p.shop_id
  LEFT JOIN categories c ON c.id = p.category_id
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(v.sku, v.options, n.amount_minor, coalesce(k.available, 0))
                     ORDER BY v.position, v.id) FILTER (WHERE n.amount_minor IS NOT NULL) AS forms,
           min(t.at) AS stale_at
      FROM variants v
      LEFT JOIN stock k ON k.variant_id = v.id
      LEFT JOIN LATERAL (
        SELECT amount_minor FROM prices
         WHERE variant_id = v.id AND currency = s.currency AND valid_from <= :now
           AND (valid_until IS NULL OR valid_until > :now)
         ORDER BY version DESC LIMIT 1) n ON true
      LEFT JOIN LATERAL (
        SELECT min(CASE WHEN valid_from > :now THEN valid_from ELSE valid_until END) AS at
          FROM prices
         WHERE variant_id = v.id AND currency = s.currency
           AND (valid_from > :now OR valid_until > :now)) t ON true
     WHERE v.product_id = p.id AND v.active) o ON true
 WHERE p.id = ANY(:ids) AND p.state = 'active'
""")
_WRITE = f"""
INSERT INTO shelf_entries AS e ({COLUMNS})
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::tsvector)
ON CONFLICT (product_id) DO UPDATE SET
  category_id = excluded.category_id, price_minor = excluded.price_minor,
  in_stock = excluded.in_stock, popularity = excluded.popularity,
  listed_at = excluded.listed_at, stale_at = excluded.stale_at, forms = excluded.forms,
  prices = excluded.prices, stocked = excluded.stocked, words = excluded.words,
  ballast = excluded.ballast
"""  # noqa: S608  nothing but names of ours
_REMEMBER = """
INSERT INTO search_words AS w (shop_id, word, products) SELECT %s, * FROM unnest(%s::text[], %s::int[])
ON CONFLICT (shop_id, word) DO NOTHING
"""


async def index_products(session: Session, product_ids: Iterable[UUID]) -> None:
    """Write the rows of these products anew; those that are not on sale have none."""
    asked = sorted(set(product_ids))
    if (gathered := _gathered(session)) is not None:
        gathered.update(asked)
        return
    for first in range(0, len(asked), BATCH):
        await _index(session, asked[first : first + BATCH])


@asynccontextmanager
async def indexed_together(session: Session, *, at_all: bool = True) -> AsyncGenerator[None]:
    """Within it nothing is indexed; at its end all that was asked for, at once and in one order.

    For many edits in one transaction: two such would else wait for each other's words in a circle.
    Without `at_all` nothing is, as what is taken back at once needs no index.
    """
    session.info[_TOGETHER] = gathered = set[UUID]()
    try:
        yield
    finally:
        del session.info[_TOGETHER]
    if at_all:
        await index_products(session, gathered)


def _gathered(session: Session) -> set[UUID] | None:
    return cast("set[UUID] | None", session.info.get(_TOGETHER))


async def index_category(session: Session, category_id: UUID) -> None:
    """Write the rows of all that stands in it anew: its name is among their words."""
    ids = await session.exec(select(Product.id).where(Product.category_id == category_id))
    await index_products(session, ids.all())


async def _index(session: Session, ids: Sequence[UUID]) -> None:
    described = await describe(session, ids)
    driver = await session.driver()
    shown = {one.product_id for one in described}
    gone = [each for each in ids if each not in shown]
    async with driver.cursor() as cursor:
        if gone:
            await cursor.execute("DELETE FROM shelf_entries WHERE product_id = ANY(%s)", [gone])
        if described:
            await cursor.executemany(_WRITE, [one.row() for one in described])
        for shop_id in sorted({one.shop_id for one in described}):
            counted = vocabulary(one for one in described if one.shop_id == shop_id)
            words = sorted(counted)  # in one order: two edits must not wait for each other
            await cursor.execute(_REMEMBER, [shop_id, words, [counted[word] for word in words]])


async def describe(session: Session, ids: Sequence[UUID]) -> list[Described]:
    """Those of the products that are on sale, with all that search goes by."""
    await session.flush()
    found = await session.run(_DESCRIBED, {"ids": list(ids), "now": clock.now()})
    return [_described(row) for row in found]


def vocabulary(described: Iterable[Described]) -> Counter[str]:
    """Their words, each with how many of them carry it."""
    counted: Counter[str] = Counter()
    for one in described:
        counted.update(one.vocabulary())
    return counted


async def forget_words(session: Session, shop_id: UUID) -> None:
    """Before all is written anew: words that nothing carries any more must go."""
    await session.exec(delete(SearchWord).where(col(SearchWord.shop_id) == shop_id))


def _described(row: Any) -> Described:
    counted = row.kind in counted_kinds()
    forms = (
        Form(sku, tuple(options), price, not counted or left > 0)
        for sku, options, price, left in row.forms or ()
    )
    return Described(
        product_id=row.id,
        shop_id=row.shop_id,
        category_id=row.category_id,
        name=row.name,
        summary=row.summary,
        category=row.category or {},
        popularity=row.popularity,
        created_at=row.created_at,
        stale_at=row.stale_at,
        forms=tuple(forms),
    )
