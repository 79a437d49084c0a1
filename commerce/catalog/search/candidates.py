"""The SQL of a list: which rows stand on a shelf, in which order, without reading all of them.

With one word it is the planner's to say whether to go along an index of the order asked for (a
common word) or to take what the index of words finds (a rare one); it knows how common each is.
Of several together it knows nothing, so there it takes what the index of words finds.
A list of thousands is not counted to its end: counts go over its `MOST` most popular products,
and so do the orders that no index has (relevance, the price of the variants that fit an option).
"""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    column,
    false,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased
from sqlmodel import col

from commerce.catalog.models import Category
from commerce.catalog.search.entries import PAIRS, PARTS, option_mark
from commerce.catalog.search.models import ShelfEntry
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
    def scattered(self) -> bool:
        """Whether products must have several things at once: how many do, no planner can know."""
        return self.meaning.groups > 1 or bool(self.meaning.groups and self.shelf.options)

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


def listed(
    asked: Asked, sort: Sort
) -> tuple[Select[*tuple[Any, ...]], SQLColumnExpression[Any], bool]:
    """Rows (product_id, key) of the shelf, unordered; the key, and whether it goes downwards."""
    if asked.shelf.options or sort == "relevance":
        found, rows = fitting(asked, candidates(asked))
        rank = _key(found, rows.price, sort, asked.meaning)
        chosen = rows.narrowed(asked.shelf, select(col(found.product_id), rank.label("key")))
        return chosen, rank, sort != "price_up"
    key = _key(ShelfEntry, col(ShelfEntry.price_minor), sort, asked.meaning)
    if asked.scattered:
        key = key + 0  # no walk along the order's index for what may not be there
    rows = Offered(col(ShelfEntry.price_minor), col(ShelfEntry.in_stock))
    chosen = select(col(ShelfEntry.product_id), key.label("key")).where(*asked.conditions)
    return rows.narrowed(asked.shelf, chosen), key, sort != "price_up"


def candidates(asked: Asked, *, most: int = MOST + 1, apart: bool = False) -> Entries:
    """The most popular of the shelf, at most that many; `apart`: read once for several uses."""
    popularity = col(ShelfEntry.popularity)
    order = popularity + 0 if asked.scattered else popularity
    chosen = (
        select(ShelfEntry)
        .where(*asked.conditions)
        .order_by(order.desc(), col(ShelfEntry.product_id).desc())
        .limit(most)
    )
    if apart:
        return aliased(ShelfEntry, chosen.cte("candidates").prefix_with("MATERIALIZED"))
    return aliased(ShelfEntry, chosen.subquery("candidates"))


@dataclass(frozen=True, slots=True)
class Offered:
    """What a row offers: the cheapest price of what fits, and whether any of that is left."""

    price: SQLColumnExpression[Any]
    in_stock: SQLColumnExpression[Any]
    beside: Any = None

    def narrowed(
        self, shelf: Shelf, statement: Select[*tuple[Any, ...]]
    ) -> Select[*tuple[Any, ...]]:
        """`statement` with what is offered beside it, in the price and stock asked for."""
        if self.beside is not None:
            statement = statement.join(self.beside, self.price.is_not(None))
        return statement.where(*self.wanted(shelf))

    def in_price(self, shelf: Shelf) -> list[ColumnElement[bool]]:
        """In the price asked for."""
        found: list[ColumnElement[bool]] = []
        if shelf.price_min is not None:
            found.append(self.price >= shelf.price_min)
        if shelf.price_max is not None:
            found.append(self.price <= shelf.price_max)
        return found

    def wanted(self, shelf: Shelf) -> list[ColumnElement[bool]]:
        """In the price and stock asked for."""
        return [*self.in_price(shelf), *([self.in_stock.is_(True)] if shelf.in_stock else [])]


def fitting(asked: Asked, rows: Entries) -> tuple[Entries, Offered]:
    """What `rows` offer among the variants that have the options asked for."""
    if not asked.shelf.options:
        return rows, Offered(col(rows.price_minor), col(rows.in_stock))
    forms = forms_of(rows)
    offered = (
        select(
            func.min(forms.c.price).label("price"), func.bool_or(forms.c.stocked).label("in_stock")
        )
        .select_from(forms)
        .where(*fits(forms.c.form, asked.shelf))
        .correlate(rows)
        .lateral("offered")
    )
    return rows, Offered(offered.c.price, offered.c.in_stock, offered)


def forms_of(rows: Entries) -> Any:
    """The variants of a row: its arrays side by side."""
    unnested = func.unnest(col(rows.forms), col(rows.prices), col(rows.stocked))
    columns = column("form", Text), column("price", BigInteger), column("stocked", Boolean)
    return unnested.table_valued(*columns, with_ordinality="n", name="forms").render_derived()


def fits(form: ColumnElement[Any], shelf: Shelf) -> list[ColumnElement[bool]]:
    """That a variant has one of the values asked for of each option, in whichever language."""
    return [
        or_(*(form.op("~", is_comparison=True)(_pattern(name, value)) for value in values))
        for name, values in shelf.options
        if values
    ]


def _pattern(name: str, value: str) -> str:
    def in_either(wanted: str) -> str:
        exact, other = re.escape(wanted), f"[^{PARTS}{PAIRS}]*"
        return f"({exact}{PARTS}{other}|{other}{PARTS}{exact})"

    return f"{PAIRS}{in_either(name)}{PARTS}{in_either(value)}{PAIRS}"


def _key(
    rows: Entries, price: SQLColumnExpression[Any], sort: Sort, meaning: Understood
) -> SQLColumnExpression[Any]:
    """What to sort by before the id; a whole number, so that a cursor can carry it."""
    match sort:
        case "price_up" | "price_down":
            return price
        case "newest":
            return col(rows.listed_at)
        case "popular":
            return col(rows.popularity)
        case "relevance":
            return relevance(rows, meaning)


def relevance(rows: Entries, meaning: Understood) -> ColumnElement[Any]:
    """How well the words fit, then how popular a product is."""
    popular = func.least(col(rows.popularity), _POPULAR)
    if not meaning.near:
        return cast(popular, BigInteger)
    weights = cast(array([*_WEIGHTS]), ARRAY(REAL))
    rank = func.ts_rank(weights, col(rows.words), as_query(meaning.near))
    return cast(func.floor(rank * 10_000), BigInteger) * (_POPULAR + 1) + popular
