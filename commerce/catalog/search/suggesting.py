"""Suggestions as one types: how a word goes on, categories, and the products that fit best."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, String, Uuid, cast, literal, null, or_, select, union_all
from sqlmodel import col

from commerce.catalog.models import Category, Product
from commerce.catalog.search.candidates import Asked, candidates, careful, relevance
from commerce.catalog.search.cutting import Word, asked_words, folded, is_han
from commerce.catalog.search.understanding import Understood, begun, meaning_of, quoted
from commerce.catalog.search.vocabulary import Vocabulary, vocabulary_of
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import Shelf
from commerce.db.session import Session

MOST_PRODUCTS = 6
MOST_CATEGORIES = 2
MOST_WORDS = 3
_CONSIDERED = 300
_PREFIX_FROM = 3  # letters, from which on the index itself looks for beginnings
_COMPLETIONS = 12


@dataclass(frozen=True, slots=True)
class SuggestedProduct:
    """A product that fits what was typed so far."""

    slug: str
    name: str
    picture_id: UUID | None


@dataclass(frozen=True, slots=True)
class SuggestedCategory:
    """A category whose name holds what was typed so far."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What typing may lead to; `words` are whole queries."""

    words: tuple[str, ...] = ()
    categories: tuple[SuggestedCategory, ...] = ()
    products: tuple[SuggestedProduct, ...] = ()


async def suggestions(session: Session, locale: str, typed: str) -> Suggestions:
    """What `typed` may become. One statement, and every minute one for the shop's words."""
    words = asked_words(typed)
    if not words:
        return Suggestions()
    vocabulary = await vocabulary_of(session)
    await careful(session)
    rows = await session.rows(_statement(typed, _meaning(typed, words, vocabulary)))
    categories = [row for row in rows if row.kind == "category"]
    products = sorted((row for row in rows if row.kind == "product"), key=lambda row: -row.rank)
    return Suggestions(
        _completed(typed, words[-1], vocabulary),
        tuple(SuggestedCategory(row.slug, localized(row.name, locale)) for row in categories),
        tuple(
            SuggestedProduct(row.slug, localized(row.name, locale), row.picture_id)
            for row in products
        ),
    )


def _meaning(typed: str, words: list[Word], vocabulary: Vocabulary) -> Understood:
    """All words but the last as they are; the last may go on."""
    groups = [begun(word)[:-1] if len(begun(word)) > 1 else begun(word) for word in words[:-1]]
    last = words[-1]
    found = begun(last)
    if not last.han and len(last.text) < _PREFIX_FROM:
        found = [one for one in found if not one.endswith(":*")]
    if last.han or len(last.text) < _PREFIX_FROM:
        completions = vocabulary.completions(last.text, _COMPLETIONS)
        found = [*found, *(quoted(word) for word in completions)]
    return meaning_of(typed, [*groups, found])


def _completed(typed: str, last: Word, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The query with its last word finished."""
    head = folded(typed).rstrip()
    if not head.endswith(last.text):
        return ()
    head = head.removesuffix(last.text)
    found = vocabulary.completions(last.text, 4 * MOST_WORDS)
    fitting = [word for word in found if is_han(word) == last.han]
    return tuple(head + word for word in fitting[:MOST_WORDS])


def _statement(typed: str, meaning: Understood) -> Select[*tuple[Any, ...]]:
    rows = candidates(Asked(Shelf(query=typed), meaning), most=_CONSIDERED)
    rank = relevance(rows, meaning)
    best = (
        select(col(rows.product_id), rank.label("rank"))
        .order_by(rank.desc(), col(rows.product_id).desc())
        .limit(MOST_PRODUCTS)
        .subquery("best")
    )
    products = select(
        literal("product").label("kind"),
        col(Product.slug),
        col(Product.name),
        col(Product.picture_id),
        best.c.rank.label("rank"),
    ).join(best, best.c.product_id == col(Product.id))
    names = [col(Category.name).op("->>")(language) for language in LANGUAGES]
    said = " ".join(typed.split())[:100]
    categories = (
        select(
            literal("category").label("kind"),
            col(Category.slug),
            col(Category.name),
            cast(null(), Uuid).label("picture_id"),
            cast(literal(0), Integer).label("rank"),
        )
        .where(or_(*(cast(name, String).icontains(said, autoescape=True) for name in names)))
        .order_by(col(Category.position))
        .limit(MOST_CATEGORIES)
    )
    found = union_all(products, categories.subquery().select()).subquery()
    return select(*found.c)
