"""The SQL of a list: which rows stand on a shelf, in which order, without reading all of them.

Without words and options the order asked for has an index, along which a page is read. Words and
options are found by the index of words: the rows are narrow, so that twenty thousand of them are
sorted sooner than a walk along an order meets five hundred that have them.
A list of thousands is not counted to its end: counts go over its `MOST` most popular products,
and so do the orders that no index has (relevance, the price of the variants that fit an option).

It is written as text, because to put it together of SQLAlchemy's parts took longer than to run it;
so each statement names its shop.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Text, TextClause, bindparam, select, text
from sqlmodel import col

from commerce.catalog.models import Category
from commerce.catalog.search.entries import FORMS, option_mark
from commerce.catalog.search.narrowing import Candidate, Place
from commerce.catalog.search.understanding import Understood, either, quoted
from commerce.catalog.views import Shelf, Sort
from commerce.db.session import Session

MOST = 500
_FIRST = "SELECT * FROM shelf_entries WHERE {} ORDER BY {} DESC, product_id DESC LIMIT :most"
_FEW_FIRST = "WITH few AS ({few}) SELECT * FROM few WHERE {there} >= :most UNION ALL ({everywhere})"
_SELECT = "SELECT {} FROM ({}) candidates"
_PAGE = (
    "SELECT {key} AS key, product_id FROM shelf_entries WHERE {conditions}"
    " ORDER BY {key} {way}, product_id {way} LIMIT :most"
)
_FORMS = f"array_to_string(forms, chr({ord(FORMS)}))"
# What is rounded: how well names (1.0), sounds (0.5) and summaries (0.1) fit.
_POPULAR = "least(popularity, 999999)::bigint"
_FITS = "ts_rank(ARRAY[0.1, 0.2, 0.5, 1.0]::real[], words, CAST(:near AS tsquery))"
_RELEVANCE = f"floor({_FITS} * 10000)::bigint * 1000000 + {_POPULAR}"
_KEYS: dict[Sort, str] = {
    "popular": "popularity",
    "newest": "listed_at",
    "price_up": "price_minor",
    "price_down": "price_minor",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A shelf of a shop with its category found and its words understood.

    `above`: few products are more popular than that, if the shop has many. `broad`: it may well be
    that every other product has such words.
    """

    shop_id: UUID
    shelf: Shelf
    meaning: Understood
    category_id: UUID | None = None
    unknown: bool = False
    above: int | None = None
    broad: bool = False

    @property
    def by_words(self) -> bool:
        """Whether words or options say what is found, and so the index of words."""
        return bool(self._words)

    @property
    def conditions(self) -> str:
        """Of category, words and options; prices and stock come on top."""
        nothing = self.unknown or (self.shelf.query.strip() and not self.meaning.words)
        parts = (
            "shop_id = :shop AND price_minor IS NOT NULL",
            "false" if nothing else "",
            "category_id = :category" if self.category_id is not None else "",
            "words @@ CAST(:words AS tsquery)" if self._words else "",
        )
        return " AND ".join(filter(None, parts))

    @property
    def values(self) -> dict[str, Any]:
        """What the conditions and the relevance name."""
        return {
            "shop": self.shop_id,
            "category": self.category_id,
            "words": self._words,
            "near": self.meaning.near,
            "above": self.above,
        }

    @property
    def _words(self) -> str:
        marks = " & ".join(
            either(quoted(option_mark(name, value)) for value in values)
            for name, values in self.shelf.options
            if values
        )
        return " & ".join(filter(None, (self.meaning.words, marks)))


async def careful(session: Session) -> None:
    """For this transaction: no plan that reads all products because the first few will do, and none
    that takes longer to begin than to run.
    """
    off = {"enable_seqscan": "off", "jit": "off", "max_parallel_workers_per_gather": "0"}
    told = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in off.items())
    await session.run(text(f"SELECT {told}"))


async def category_id_of(session: Session, slug: str) -> UUID | None:
    """The category with that slug."""
    rows = await session.rows(select(col(Category.id)).where(col(Category.slug) == slug))
    return rows[0][0] if rows else None


@dataclass(frozen=True, slots=True)
class Found:
    """The most popular of a shelf; `more`: there are others, which nothing is said of."""

    rows: list[Candidate]
    more: bool = False


NONE = Found([])


async def candidates_of(session: Session, asked: Asked) -> Found:
    """The `MOST` most popular of the shelf, with what they offer. One round trip."""
    category = "category_id" if asked.shelf.query else "NULL"  # who counts categories
    offers = "'', ''"
    if asked.shelf.options:
        offers = "array_to_string(prices, ','), array_to_string(stocked, ',')"
    columns = (
        f"product_id, {category}, price_minor, in_stock, popularity, listed_at, {_FORMS}, {offers}"
    )
    told = _SELECT.format(f"{columns}, {relevance(asked.meaning)}", candidates(asked))
    read = await session.run(statement(told), asked.values | {"most": MOST + 1})
    found = [Candidate(*row) for row in read]
    found.sort(key=lambda one: (one.popularity, one.product_id), reverse=True)
    return Found(found[:MOST], len(found) > MOST)


async def alike_of(session: Session, asked: Asked) -> Counter[str]:
    """The `MOST` most popular of the shelf by their options alone, as `alike` counts them."""
    told = (
        _SELECT.format(f"{_FORMS} AS forms, count(*) AS products", candidates(asked))
        + " GROUP BY 1"
    )
    read = await session.run(statement(told), asked.values | {"most": MOST})
    return Counter({row.forms: row.products for row in read})


def candidates(asked: Asked) -> str:
    """The most popular of the shelf, at most `:most`, in no order.

    Where words find thousands, there are enough among the few that are most popular: those are
    looked at first, and the others only if there are not.
    """
    if not asked.by_words:
        return _FIRST.format(asked.conditions, "popularity")
    if asked.above is None or asked.category_id is not None:
        return _FIRST.format(asked.conditions, "popularity + 0")
    # A walk along the few opens the words of each: that pays if every other product has them.
    key = "popularity" if asked.broad else "popularity + 0"
    few = _FIRST.format(f"{asked.conditions} AND popularity > :above", key)
    there = "(SELECT count(*) FROM few)"
    everywhere = _FIRST.format(f"{asked.conditions} AND {there} < :most", "popularity + 0")
    return _FEW_FIRST.format(few=few, there=there, everywhere=everywhere)


async def listed(
    session: Session, asked: Asked, sort: Sort, after: Place | None, limit: int
) -> list[Place]:
    """A page of all that stands on the shelf, in an order that has an index. One trip."""
    shelf, key = asked.shelf, _KEYS[sort]
    if asked.by_words:  # no walk along an order's index: it would open each row's words
        key = f"({key} + 0)"
    way, beyond = ("ASC", ">") if sort == "price_up" else ("DESC", "<")
    parts = (
        asked.conditions,
        "price_minor >= :low" if shelf.price_min is not None else "",
        "price_minor <= :high" if shelf.price_max is not None else "",
        "in_stock" if shelf.in_stock else "",
        f"({key}, product_id) {beyond} (:key, :id)" if after else "",
    )
    told = _PAGE.format(key=key, way=way, conditions=" AND ".join(filter(None, parts)))
    values = asked.values | {"low": shelf.price_min, "high": shelf.price_max, "most": limit}
    if after:
        values |= {"key": after[0], "id": after[1]}
    return [(row.key, row.product_id) for row in await session.run(statement(told), values)]


def relevance(meaning: Understood) -> str:
    """How well the words fit, then how popular a product is."""
    return _RELEVANCE if meaning.near else _POPULAR


@lru_cache(maxsize=500)
def statement(told: str) -> TextClause:
    """As it is run. Words stand in it, not beside it: the planner must see which are common."""
    clause = text(told)
    for name in ("words", "near"):
        if f":{name} " in told:
            clause = clause.bindparams(bindparam(name, type_=Text, literal_execute=True))
    return clause
