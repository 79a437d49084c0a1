"""Suggestions as one types: how a word goes on, categories, and the products that fit best."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from commerce.catalog.browsing import cards_of
from commerce.catalog.search.candidates import (
    Asked,
    candidates,
    careful,
    relevance,
    statement,
)
from commerce.catalog.search.crowd import popularity_of_few
from commerce.catalog.search.cutting import Word, asked_words, folded, is_han
from commerce.catalog.search.understanding import Understood, begun, meaning_of, quoted, understood
from commerce.catalog.search.vocabulary import Vocabulary, vocabulary_of
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import ProductCard, Shelf
from commerce.db.session import Session
from commerce.shops.queries import ShopView

MOST_PRODUCTS = 6
MOST_CATEGORIES = 2
MOST_WORDS = 3
_CONSIDERED = 300
_PREFIX_FROM = 3  # letters, from which on the index itself looks for beginnings
_COMPLETIONS = 12


@dataclass(frozen=True, slots=True)
class SuggestedCategory:
    """A category whose name holds what was typed so far."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What typing may lead to; `words` are whole queries.

    `meant`: the words that were looked for instead of a typo.
    """

    words: tuple[str, ...] = ()
    categories: tuple[SuggestedCategory, ...] = ()
    products: tuple[ProductCard, ...] = ()
    meant: str = ""


async def suggestions(session: Session, shop: ShopView, locale: str, typed: str) -> Suggestions:
    """What `typed` may become, or what it was meant to be where nothing begins so.

    Two round trips, a few more for a typo, and every minute one for the shop's words.
    """
    words = asked_words(typed)
    if not words:
        return Suggestions()
    vocabulary = await vocabulary_of(session)
    await careful(session)
    above = await popularity_of_few(session)
    meaning = _meaning(typed, words, vocabulary)
    rows = await _found(session, typed, meaning, above)
    completed = _completed(typed, words[-1], vocabulary)
    if not rows and not completed:
        meaning = await understood(session, typed)
        if meaning.meant:
            rows = await _found(session, typed, meaning, above)
    products = sorted((row for row in rows if row.product_id), key=lambda row: -row.rank)
    return Suggestions(
        words=(meaning.meant,) if meaning.meant and rows else completed,
        categories=tuple(
            SuggestedCategory(row.slug, localized(row.name, locale)) for row in rows if row.slug
        ),
        products=await cards_of(session, shop, locale, [row.product_id for row in products]),
        meant=meaning.meant if rows else "",
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


_FOUND = """
SELECT * FROM (
  SELECT product_id, {relevance} AS rank, NULL AS slug, NULL::jsonb AS name
    FROM ({candidates}) candidates ORDER BY rank DESC, product_id DESC LIMIT :products) best
UNION ALL SELECT * FROM (
  SELECT NULL::uuid, 0, slug, name FROM categories
   WHERE shop_id = :shop AND ({holds})
   ORDER BY position LIMIT :categories) shelves
"""
_HOLDS = " OR ".join(f"name ->> '{language}' ILIKE :said" for language in LANGUAGES)


async def _found(
    session: Session, typed: str, meaning: Understood, above: int | None
) -> list[Row[Any]]:
    """Rows (product_id, rank, slug, name): the products that fit best, and categories."""
    broad = len(typed.strip()) == 1  # whatever begins with that letter
    asked = Asked(session.shop_id, Shelf(query=typed), meaning, above=above, broad=broad)
    told = _FOUND.format(relevance=relevance(meaning), candidates=candidates(asked), holds=_HOLDS)
    said = re.sub(r"([\\%_])", r"\\\1", " ".join(typed.split())[:100])
    most = {"most": _CONSIDERED, "products": MOST_PRODUCTS, "categories": MOST_CATEGORIES}
    values = asked.values | most | {"said": f"%{said}%"}
    return list(await session.run(statement(told), values))
