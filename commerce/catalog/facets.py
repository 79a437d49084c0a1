"""Counts for a shelf's filters: each filter's own count leaves that filter out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import col, select

from commerce.catalog.models import Category
from commerce.catalog.search.candidates import Asked, Found, alike_of, candidates_of
from commerce.catalog.search.entries import pair_texts
from commerce.catalog.search.narrowing import Offer, alike, counted_values, narrowed, offers
from commerce.catalog.sizes import by_size
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import CategoryCount, Facets, OptionFacet, OptionValue, Shelf
from commerce.db.session import Session

Texts = dict[str, str]
Key = tuple[str, str]
Values = dict[Key, tuple[Texts, Texts, int]]


async def shelf_facets(session: Session, locale: str, asked: Asked, found: Found) -> Facets:
    """Of `found`, the shelf's candidates: one round trip for each option that is asked for, one
    for the names of categories, and one where a category is asked for beside words.
    """
    shelf = asked.shelf
    there = offers(found.rows, shelf)
    wanted = narrowed(there, shelf)
    prices = [one.price for one in there]
    return Facets(
        total=len(wanted),
        in_stock=sum(one.in_stock and one.in_price(shelf) for one in there),
        price_min=None if found.more else min(prices, default=None),
        price_max=None if found.more else max(prices, default=None),
        options=await _option_facets(session, locale, asked, _values_of(alike(wanted), shelf)),
        more=found.more,
        categories=await _categories(session, locale, asked, wanted) if shelf.query.strip() else (),
    )


async def _categories(
    session: Session, locale: str, asked: Asked, wanted: Sequence[Offer]
) -> tuple[CategoryCount, ...]:
    """Where the things searched for stand, the one that is asked for among them."""
    if asked.shelf.category is not None:
        anywhere = replace(
            asked, shelf=replace(asked.shelf, category=None), category_id=None, unknown=False
        )
        found = await candidates_of(session, anywhere)
        wanted = narrowed(offers(found.rows, anywhere.shelf), anywhere.shelf)
    counts = Counter(one.of.category_id for one in wanted if one.of.category_id is not None)
    if not counts:
        return ()
    rows = await session.exec(select(Category).where(col(Category.id).in_(counts)))
    ordered = sorted(rows, key=lambda one: (-counts[one.id], one.position, one.id))
    return tuple(
        CategoryCount(one.slug, localized(one.name, locale), counts[one.id]) for one in ordered
    )


async def _option_facets(
    session: Session, locale: str, asked: Asked, counted: Values
) -> tuple[OptionFacet, ...]:
    for name, values in asked.shelf.options:
        without = await _without(session, asked, name)
        own = {key: found for key, found in without.items() if name in found[0].values()}
        chosen = {key: found for key, found in counted.items() if name in found[0].values()}
        for key, (texts, value, _count) in chosen.items():
            own.setdefault(key, (texts, value, 0))
        for value in values:
            texts = next((found[0] for found in own.values()), {LANGUAGES[0]: name})
            if all(value not in found[1].values() for found in own.values()):
                own[_key(texts), value] = (texts, {LANGUAGES[0]: value}, 0)
        counted = {key: found for key, found in counted.items() if key not in chosen} | own
    facets: dict[str, tuple[str, list[OptionValue]]] = {}
    for (name, value), (names, values, count) in counted.items():
        entry = OptionValue(value, localized(values, locale), count)
        facets.setdefault(name, (localized(names, locale), []))[1].append(entry)
    return tuple(
        OptionFacet(key, label, by_size(values)) for key, (label, values) in sorted(facets.items())
    )


async def _without(session: Session, asked: Asked, name: str) -> Values:
    """Every option's values that the products have which the shelf had without that option."""
    others = tuple(option for option in asked.shelf.options if option[0] != name)
    shelf = replace(asked.shelf, options=others)
    wider = replace(asked, shelf=shelf)
    if not shelf.offered:
        return _values_of(await alike_of(session, wider), shelf)
    found = await candidates_of(session, wider)
    return _values_of(alike(narrowed(offers(found.rows, shelf), shelf)), shelf)


def _values_of(products: Mapping[str, int], shelf: Shelf) -> Values:
    values: Values = {}
    for pair, count in counted_values(products, shelf):
        name, value = pair_texts(pair)
        key = _key(name), _key(value)
        before = values[key][2] if key in values else 0
        values[key] = (name, value, before + count)
    return values


def _key(texts: Texts) -> str:
    return localized(texts, LANGUAGES[0])
