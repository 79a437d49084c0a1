"""Writes the rows of all products anew: after the cutting has changed, or in doubt."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from commerce.catalog.models import Product
from commerce.catalog.search.indexing import BATCH, index_products
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.shops.models import Shop

Progress = Callable[[int, int], None]
_COUNT_WORDS = text("""
WITH counted AS (SELECT unnest(tsvector_to_array(words)) AS word, count(*) AS products
                   FROM shelf_entries WHERE shop_id = :shop GROUP BY 1)
UPDATE search_words w SET products = counted.products FROM counted
 WHERE w.shop_id = :shop AND w.word = counted.word AND w.products <> counted.products
""")
_DROP_WORDS = text("""
DELETE FROM search_words w WHERE w.shop_id = :shop AND NOT EXISTS (
  SELECT FROM shelf_entries e WHERE e.shop_id = w.shop_id
     AND e.words @@ ('''' || replace(w.word, '''', '''''') || '''')::tsquery)
""")


async def reindex(progress: Progress) -> int:
    """Every product of every shop, a batch a transaction; how many. The shop stays open."""
    async with transaction_over_all_shops() as session:
        shops = (await session.exec(select(Shop.id).order_by(col(Shop.id)))).all()
        counted = await session.rows(select(text("count(*)")).select_from(Product))
    total, done = counted[0][0], 0
    for shop_id in shops:
        after: UUID | None = None
        while True:
            async with transaction(shop_id) as session:
                ids = await _next_ids(session, after)
                await index_products(session, ids)
            done += len(ids)
            progress(done, total)
            if len(ids) < BATCH:
                break
            after = ids[-1]
        async with transaction(shop_id) as session:
            await count_words(session, shop_id)
    return done


async def count_words(session: Session, shop_id: UUID) -> None:
    """Say how many products carry each word, and drop those that none does."""
    await session.run(_COUNT_WORDS, {"shop": shop_id})
    await session.run(_DROP_WORDS, {"shop": shop_id})
    await session.run(text("ANALYZE shelf_entries"))


async def _next_ids(session: Session, after: UUID | None) -> list[UUID]:
    statement = select(Product.id).order_by(col(Product.id)).limit(BATCH)
    if after is not None:
        statement = statement.where(col(Product.id) > after)
    return list(await session.exec(statement))
