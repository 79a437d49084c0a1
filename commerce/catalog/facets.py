"""Counts for a shelf's filters: each filter's own count leaves that filter out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    Text,
    and_,
    cast,
    column,
    distinct,
    func,
    null,
    select,
    true,
)
from sqlmodel import col

from commerce.catalog.models import Category
from commerce.catalog.search.candidates import (
    MOST,
    Asked,
    Entries,
    Offered,
    candidates,
    fits,
    fitting,
    forms_of,
)
from commerce.catalog.search.entries import PAIRS, pair_texts
from commerce.catalog.sizes import by_size
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import CategoryCount, Facets, OptionFacet, OptionValue
from commerce.db.session import Session

Texts = dict[str, str]
Key = tuple[str, str]
Values = dict[Key, tuple[Texts, Texts, int]]


async def shelf_facets(session: Session, locale: str, asked: Asked) -> Facets:
    """One round trip, one more for words, and one for each option that is asked for."""
    rows, offered = fitting(asked, candidates(asked, apart=True))
    shelf = replace(asked.shelf, in_stock=False, price_min=None, price_max=None)
    wanted = and_(true(), *offered.wanted(asked.shelf))
    priced = and_(true(), *offered.in_price(asked.shelf))
    none = cast(null(), BigInteger)
    sums = offered.narrowed(
        shelf,
        select(
            cast(null(), Text).label("pair"),
            func.count().label("n"),
            func.count().filter(wanted).label("total"),
            func.count().filter(priced & offered.in_stock).label("in_stock"),
            func.min(offered.price).label("low"),
            func.max(offered.price).label("high"),
        ).select_from(rows),
    )
    pairs = _pairs(asked, rows, offered).subquery("values")
    counted = select(pairs.c.pair, pairs.c.n, pairs.c.place, none, none, none)
    first, *rest = await session.rows(sums.union_all(counted))
    _pair, there, total, in_stock, low, high = first
    more = there > MOST
    values = _values((pair, n) for pair, n, *_ in sorted(rest, key=lambda row: (row[2], row[0])))
    return Facets(
        total=min(total, MOST),
        in_stock=min(in_stock, MOST),
        price_min=None if more else low,
        price_max=None if more else high,
        options=await _option_facets(session, locale, asked, values),
        more=more,
        categories=await _categories(session, locale, asked) if asked.shelf.query.strip() else (),
    )


async def _categories(session: Session, locale: str, asked: Asked) -> tuple[CategoryCount, ...]:
    """Where the things searched for stand, the one that is asked for among them."""
    anywhere = replace(
        asked, shelf=replace(asked.shelf, category=None), category_id=None, unknown=False
    )
    rows, offered = fitting(anywhere, candidates(anywhere))
    there = offered.narrowed(asked.shelf, select(col(rows.category_id).label("id"))).subquery()
    found = await session.rows(
        select(Category, func.count().label("n"))
        .join(there, there.c.id == col(Category.id))
        .group_by(col(Category.id))
        .order_by(func.count().desc(), col(Category.position))
    )
    return tuple(
        CategoryCount(category.slug, localized(category.name, locale), count)
        for category, count in found
    )


async def _option_facets(
    session: Session, locale: str, asked: Asked, counted: Values
) -> tuple[OptionFacet, ...]:
    for name, values in asked.shelf.options:
        others = tuple(option for option in asked.shelf.options if option[0] != name)
        without = await _counted(
            session, replace(asked, shelf=replace(asked.shelf, options=others))
        )
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


async def _counted(session: Session, asked: Asked) -> Values:
    """Every option's values that products of the shelf have, each with how many do."""
    rows, offered = fitting(asked, candidates(asked))
    found = await session.rows(_pairs(asked, rows, offered))
    return _values((row[0], row[1]) for row in sorted(found, key=lambda row: (row[2], row[0])))


def _pairs(asked: Asked, rows: Entries, offered: Offered) -> Select[*tuple[Any, ...]]:
    """Rows (pair, n, place): a value, how many products have it, and its place among others."""
    forms = forms_of(rows)
    pairs = (
        func.unnest(func.string_to_array(func.trim(forms.c.form, PAIRS), PAIRS))
        .table_valued(column("pair", Text), name="pairs")
        .render_derived()
    )
    statement = (
        select(
            pairs.c.pair,
            func.count(distinct(col(rows.product_id))).label("n"),
            func.min(forms.c.n).label("place"),
        )
        .select_from(rows)
        .join(forms, true())
        .join(pairs, true())
        .where(pairs.c.pair != "", *fits(forms.c.form, asked.shelf))
        .group_by(pairs.c.pair)
    )
    return offered.narrowed(asked.shelf, statement)


def _values(rows: Iterable[tuple[str, int]]) -> Values:
    found: Values = {}
    for pair, count in rows:
        name, value = pair_texts(pair)
        key = _key(name), _key(value)
        before = found[key][2] if key in found else 0
        found[key] = (name, value, before + count)
    return found


def _key(texts: Texts) -> str:
    return localized(texts, LANGUAGES[0])
