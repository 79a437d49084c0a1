"""The SQL of a list: which rows stand on a shelf, in which order, without reading all of them.

Without words and options the order asked for has an index, along which a page is read. Words and
options are found by the index of words: the rows are narrow, so that twenty thousand of them are
sorted sooner than a walk along an order meets five hundred that have them.
A list of thousands is not counted to its end: counts go over its `MOST` most popular products,
and so do the orders that no index has (relevance, the price of the variants that fit an option).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    false,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased
from sqlmodel import col

from commerce.catalog.models import Category
from commerce.catalog.search.entries import FORMS, option_mark
from commerce.catalog.search.models import ShelfEntry
from commerce.catalog.search.narrowing import Candidate, Place
from commerce.catalog.search.understanding import Understood, as_query, either, quoted
from commerce.catalog.views import Shelf, Sort
from commerce.db.session import Session

MOST = 500
_WEIGHTS = (0.1, 0.2, 0.5, 1.0)  # of summaries, (of nothing), of sounds, of names
_POPULAR = 999_999
Entries = type[ShelfEntry]


@dataclass(frozen=True, slots=True)
class Asked:
    """A shelf with its category found and its words understood."""

    shelf: Shelf
    meaning: Understood
    category_id: UUID | None = None
    unknown: bool = False

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Of category, words and options; prices and stock come on top."""
        found: list[ColumnElement[bool]] = [col(ShelfEntry.price_minor).is_not(None)]
        if self.unknown or (self.shelf.query.strip() and not self.meaning.words):
            found.append(false())
        if self.category_id is not None:
            found.append(col(ShelfEntry.category_id) == self.category_id)
        if query := " & ".join(filter(None, (self.meaning.words, self._marks()))):
            found.append(col(ShelfEntry.words).op("@@", is_comparison=True)(as_query(query)))
        return found

    @property
    def by_words(self) -> bool:
        """Whether words or options say what is found, and so the index of words."""
        return bool(self.meaning.words or self._marks())

    def _marks(self) -> str:
        return " & ".join(
            either(quoted(option_mark(name, value)) for value in values)
            for name, values in self.shelf.options
            if values
        )


async def careful(session: Session) -> None:
    """For this transaction: no plan that reads all products because the first few will do."""
    await session.run(
        text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
    )


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
    rows = candidates(asked, MOST + 1)
    texts = [col(rows.forms), FORMS], [col(rows.prices), ","], [col(rows.stocked), ","]
    found = await session.rows(
        select(
            col(rows.product_id),
            col(rows.category_id),
            col(rows.price_minor),
            col(rows.in_stock),
            col(rows.popularity),
            col(rows.listed_at),
            *(func.array_to_string(*one, type_=Text) for one in texts),
            relevance(rows, asked.meaning),
        )
    )
    return Found([Candidate(*row) for row in found[:MOST]], len(found) > MOST)


def candidates(asked: Asked, most: int) -> Entries:
    """The most popular of the shelf, at most that many."""
    chosen = (
        select(ShelfEntry)
        .where(*asked.conditions)
        .order_by(
            _sorted_by(asked, col(ShelfEntry.popularity)).desc(), col(ShelfEntry.product_id).desc()
        )
        .limit(most)
    )
    return aliased(ShelfEntry, chosen.subquery("candidates"))


async def listed(
    session: Session, asked: Asked, sort: Sort, after: Place | None, limit: int
) -> list[Place]:
    """A page of all that stands on the shelf, in an order that has an index. One trip."""
    key = _sorted_by(asked, _column(sort))
    down = sort != "price_up"
    statement = _wanted(asked, key)
    product_id = col(ShelfEntry.product_id)
    if after is not None:
        here = tuple_(key, product_id)
        statement = statement.where(here < tuple_(*after) if down else here > tuple_(*after))
    order = [key.desc(), product_id.desc()] if down else [key, product_id]
    found = await session.rows(statement.order_by(*order).limit(limit))
    return [(row.key, row.product_id) for row in found]


def _wanted(asked: Asked, key: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    shelf, price = asked.shelf, col(ShelfEntry.price_minor)
    columns: list[Any] = [col(ShelfEntry.product_id), key.label("key")]
    chosen: Select[*tuple[Any, ...]] = select(*columns).where(*asked.conditions)
    if shelf.price_min is not None:
        chosen = chosen.where(price >= shelf.price_min)
    if shelf.price_max is not None:
        chosen = chosen.where(price <= shelf.price_max)
    if shelf.in_stock:
        chosen = chosen.where(col(ShelfEntry.in_stock).is_(True))
    return chosen


def _sorted_by(asked: Asked, key: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """With words no walk along an order's index: it would open each row's words."""
    return key + 0 if asked.by_words else key


def _column(sort: Sort) -> SQLColumnExpression[Any]:
    match sort:
        case "price_up" | "price_down":
            return col(ShelfEntry.price_minor)
        case "newest":
            return col(ShelfEntry.listed_at)
        case "popular" | "relevance":
            return col(ShelfEntry.popularity)


def relevance(rows: Entries, meaning: Understood) -> ColumnElement[Any]:
    """How well the words fit, then how popular a product is."""
    popular = cast(func.least(col(rows.popularity), literal(_POPULAR)), BigInteger)
    if not meaning.near:
        return popular
    weights = cast(array([*_WEIGHTS]), ARRAY(REAL))
    rank = func.ts_rank(weights, col(rows.words), as_query(meaning.near))
    return cast(func.floor(rank * 10_000), BigInteger) * (_POPULAR + 1) + popular
