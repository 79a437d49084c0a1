"""A shop with very many goods: deterministic, written by COPY, taken up again where it stopped."""

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlmodel import col, select

from commerce.catalog.models import Category
from commerce.catalog.search.entries import Described, Form
from commerce.catalog.search.indexing import COLUMNS
from commerce.catalog.search.reindexing import count_words
from commerce.db.session import Session, transaction
from commerce.ids import first_id_of
from commerce.shops.models import Shop

Progress = Callable[[int, int], None]
Rows = dict[str, list[tuple[Any, ...]]]
BATCH = 2_000
VERY_MANY = 20_000
SKU = "PL-{n:06}"
_PACE = timedelta(seconds=1)  # between two goods of it, by their ids
_SOLD_OUT = 12  # of so many variants one is
COLUMNS_OF = {
    "products": "id, shop_id, slug, kind, state, name, summary, description, description_version,"
    " category_id, tax_class, picture_id, popularity, created_at, version, updated_at",
    "product_texts": "product_id, description_version, shop_id, name, summary, description,"
    " written_at",
    "variants": "id, shop_id, product_id, sku, options, weight_grams, units, position, active,"
    " version, updated_at",
    "prices": "id, shop_id, variant_id, currency, amount_minor, valid_from, version",
    "stock": "variant_id, shop_id, available, low_at",
    "stock_ledger": "id, shop_id, variant_id, change, reason, note, at",
    "shelf_entries": COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the goods go: the shop and its categories."""

    shop: Shop
    categories: tuple[Category, ...]


async def fill(shop: Shop, wanted: int, progress: Progress) -> int:
    """Have `wanted` such goods in the shop; those that are there stay. How many were written."""
    done = before = await _there(shop)
    words: Counter[str] = Counter()
    async with transaction(shop.id) as session:
        found = await session.exec(select(Category).order_by(col(Category.position)))
        place = Place(shop, tuple(found))
    progress(done, wanted)
    if wanted - done >= VERY_MANY:
        await _index_words(shop, "SET (fastupdate = on, gin_pending_list_limit = 16384)")
    while done < wanted:
        rows = _rows(place, range(done, min(done + BATCH, wanted)), words)
        async with transaction(shop.id) as session:
            await _copy(session, rows)
        done = min(done + BATCH, wanted)
        progress(done, wanted)
    if done > before:
        await _index_words(shop, "RESET (gin_pending_list_limit), SET (fastupdate = off)")
        async with transaction(shop.id) as session:
            await session.run(text("SELECT gin_clean_pending_list('shelf_entries_words')"))
            await _remember(session, shop.id, words)
            for table in COLUMNS_OF:
                await session.run(text(f"ANALYZE {table}"))
            await count_words(session, shop.id)
    return max(0, done - before)


async def _index_words(shop: Shop, how: str) -> None:
    """Words go into their index by the thousand, which takes a fifth of the time, or one by one."""
    async with transaction(shop.id) as session:
        await session.run(text(f"ALTER INDEX shelf_entries_words {how}"))


async def _there(shop: Shop) -> int:
    """How many were written before, in their order: a batch is there as a whole or not at all."""
    ids = text(
        "SELECT count(*) FROM products WHERE shop_id = :shop AND id >= :low AND slug LIKE :s"
    )
    async with transaction(shop.id) as session:
        low = _id(shop, 0, 0)
        found = await session.run(ids, {"shop": shop.id, "low": low, "s": "plenty-%"})
        return int(found.scalar_one())


async def _copy(session: Session, rows: Rows) -> None:
    driver = await session.driver()
    async with driver.cursor() as cursor:
        for table, columns in COLUMNS_OF.items():
            names = [sql.Identifier(name.strip()) for name in columns.split(",")]
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(names)
            )
            async with cursor.copy(into) as copy:
                for row in rows[table]:
                    await copy.write_row(row)


async def _remember(session: Session, shop_id: UUID, words: Counter[str]) -> None:
    remember = text(
        "INSERT INTO search_words (shop_id, word, products)"
        " SELECT :shop, * FROM unnest(CAST(:words AS text[]), CAST(:counts AS int[]))"
        " ON CONFLICT (shop_id, word) DO NOTHING"
    )
    said = sorted(words)
    counts = [words[word] for word in said]
    await session.run(remember, {"shop": shop_id, "words": said, "counts": counts})


def _rows(place: Place, numbers: range, words: Counter[str]) -> Rows:
    rows: Rows = {table: [] for table in COLUMNS_OF}
    for n in numbers:
        one = _Good(place, n)
        one.write(rows)
        words.update(one.described.vocabulary())
    return rows


class _Good:
    """The n-th of them; whatever it is depends on n alone."""

    def __init__(self, place: Place, n: int) -> None:
        chance = random.Random(n)  # noqa: S311  the same goods each time, no secret
        given = _plan()
        maker, nature = chance.choice(given["makers"]), chance.choice(given["natures"])
        thing = chance.choice(given["things"])
        self.shop, self.n, self.slug = place.shop, n, f"plenty-{n}"
        self.at: datetime = place.shop.created_at + n * _PACE
        self.id = _id(place.shop, n, 0)
        shelf = int(given["things"].index(thing))
        category = place.categories[shelf % len(place.categories)]
        colours = chance.sample(given["colours"], chance.randint(1, 2))
        self.price = chance.randint(9, 600) * 100 - 10
        self.forms = tuple(self._forms(chance, colours, chance.random() < 0.2))
        self.picture_id = category.picture_id
        self.summary = {"en": f"{thing[2]}.", "zh": f"{thing[3]}。"}
        self.described = Described(
            product_id=self.id,
            shop_id=place.shop.id,
            category_id=category.id,
            name={
                "en": f"{maker[0]} {nature[0]} {thing[0]} {n % 1000}",
                "zh": f"{maker[1]}{nature[1]}{thing[1]}{n % 1000}",
            },
            summary=self.summary,
            category=category.name,
            popularity=int(chance.paretovariate(1.2)) - 1,
            created_at=self.at,
            stale_at=None,
            forms=self.forms,
        )

    def _forms(self, chance: random.Random, colours: list[Any], sized: bool) -> Iterator[Form]:
        sizes = _plan()["sizes"] if sized else [None]
        for colour in colours:
            for size in sizes:
                pairs = [
                    (("Colour", "颜色"), colour),
                    *([(("Size", "尺寸"), size)] if size else []),
                ]
                options = tuple({"name": _both(name), "value": _both(v)} for name, v in pairs)
                end = f"-{colour[0][:2].upper()}" + (f"-{size[0]}" if size else "")
                stocked = chance.randrange(_SOLD_OUT) > 0
                yield Form(SKU.format(n=self.n) + end, options, self.price, stocked)

    def write(self, rows: Rows) -> None:
        """Its row in each table."""
        texts = Jsonb(dict(self.described.name)), Jsonb(self.summary), Jsonb(self.summary)
        one, at, shop_id = self.described, self.at, self.shop.id
        rows["products"].append(
            (
                self.id,
                shop_id,
                self.slug,
                "goods",
                "active",
                *texts,
                1,
                one.category_id,
                "standard",
                self.picture_id,
                one.popularity,
                at,
                1,
                at,
            )
        )
        rows["product_texts"].append((self.id, 1, shop_id, *texts, at))
        for place, form in enumerate(self.forms):
            variant = _id(self.shop, self.n, place + 1)
            options = Jsonb([dict(option) for option in form.options])
            left = 5 + self.n % 90 if form.stocked else 0
            rows["variants"].append(
                (variant, shop_id, self.id, form.sku, options, 300, 1, place, True, 1, at)
            )
            rows["prices"].append(
                (variant, shop_id, variant, self.shop.currency, form.price, at, 1)
            )
            rows["stock"].append((variant, shop_id, left, 5))
            if left:
                rows["stock_ledger"].append(
                    (variant, shop_id, variant, left, "counted", "Demo", at)
                )
        rows["shelf_entries"].append(one.row())


def _id(shop: Shop, n: int, part: int) -> UUID:
    """A UUIDv7 of the moment at which the n-th was listed."""
    moment = first_id_of(shop.created_at + n * _PACE)
    return UUID(int=moment.int | (part << 64) | ((shop.id.int & 0xFFFF) << 32) | (n & 0xFFFFFFFF))


def _both(texts: tuple[str, str] | list[str]) -> dict[str, str]:
    return {"en": texts[0], "zh": texts[1]}


@cache
def _plan() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
