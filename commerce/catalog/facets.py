"""Counts for a shelf's filters: each filter's own count leaves that filter out."""

from dataclasses import replace

from sqlalchemy import and_, distinct, func, select, true
from sqlmodel import col

from commerce.catalog.models import Product, Variant
from commerce.catalog.shelves import fitting, in_price, offers_of, on_shelf, shown, wanted
from commerce.catalog.sizes import by_size
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import Facets, OptionFacet, OptionValue, Shelf
from commerce.db.session import Session
from commerce.shops.queries import ShopView

Texts = dict[str, str]
Counted = list[tuple[Texts, Texts, int]]


async def shelf_facets(session: Session, shop: ShopView, locale: str, shelf: Shelf) -> Facets:
    """Two round trips, and one more for each option that is asked for."""
    offers = offers_of(shop.currency, shelf)
    priced = and_(true(), *in_price(offers, shelf))
    statement = on_shelf(
        select(
            func.count().filter(and_(true(), *wanted(offers, shelf))),
            func.count().filter(priced & offers.c.in_stock),
            func.min(offers.c.price),
            func.max(offers.c.price),
        ),
        offers,
        shelf,
    )
    total, in_stock, low, high = (await session.rows(statement))[0]
    return Facets(total, in_stock, low, high, await _option_facets(session, shop, locale, shelf))


async def _option_facets(
    session: Session, shop: ShopView, locale: str, shelf: Shelf
) -> tuple[OptionFacet, ...]:
    counted = await _counted(session, shop.currency, shelf)
    for asked, _values in shelf.options:
        others = tuple(option for option in shelf.options if option[0] != asked)
        without = await _counted(session, shop.currency, replace(shelf, options=others))
        own = {(_key(n), _key(v)): count for n, v, count in without if asked in n.values()}
        counted = [(n, v, own.get((_key(n), _key(v)), count)) for n, v, count in counted]
    facets: dict[str, tuple[str, list[OptionValue]]] = {}
    for name, value, count in counted:
        entry = OptionValue(_key(value), localized(value, locale), count)
        facets.setdefault(_key(name), (localized(name, locale), []))[1].append(entry)
    return tuple(
        OptionFacet(key, label, by_size(values)) for key, (label, values) in sorted(facets.items())
    )


async def _counted(session: Session, currency: str, shelf: Shelf) -> Counted:
    """Every option's values, each with the products that have it and fit; 0 where none does."""
    offers = offers_of(currency, shelf)
    fits = and_(offers.c.price.is_not(None), *fitting(shelf), *wanted(offers, shelf))
    option = func.jsonb_array_elements(col(Variant.options)).table_valued("value", name="option")
    texts = func.jsonb(option.c.value)
    name, value = texts.op("->")("name"), texts.op("->")("value")
    rows = await session.rows(
        select(name, value, func.count(distinct(col(Product.id))).filter(fits))
        .select_from(Product)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .join(option, true())
        .join(offers, true())
        .where(col(Variant.active), *shown(shelf))
        .group_by(name, value)
        .order_by(func.min(col(Variant.position)), value)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _key(texts: Texts) -> str:
    return localized(texts, LANGUAGES[0])
