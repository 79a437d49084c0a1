"""Lists of products: filtered, sorted, paged by key, with counts for the filters."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    cast,
    distinct,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce.catalog.cursors import cursor_of, place_of
from commerce.catalog.models import Category, Product, ProductState, Variant
from commerce.catalog.offers import LEVELS, available, price_now
from commerce.catalog.texts import LANGUAGES, localized
from commerce.catalog.views import (
    EVERYTHING,
    CardPage,
    Facets,
    OptionFacet,
    OptionValue,
    ProductCard,
    Shelf,
    Sort,
)
from commerce.db.session import Session
from commerce.money import Money
from commerce.shops.queries import ShopView

PAGE_LIMIT = 100
FEW = 5
_WORDS = 8
_MICROSECONDS = cast(func.extract("epoch", col(Product.created_at)) * 1_000_000, BigInteger)


async def product_cards(
    session: Session,
    shop: ShopView,
    locale: str,
    shelf: Shelf = EVERYTHING,
    *,
    sort: Sort = "popular",
    cursor: str | None = None,
    limit: int = 24,
) -> CardPage:
    """One page of a shelf. One round trip, three for the first page, which brings the facets.

    Raises InvalidInput for a cursor that is not of this sort.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    offers = _offers(shop.currency, shelf)
    key, down = _sort_key(offers, sort)
    statement = _on_shelf(select(Product, *offers.c, key.label("key")), offers, shelf)
    if cursor:
        place = tuple_(*place_of(cursor, sort))
        here = tuple_(key, col(Product.id))
        statement = statement.where(here < place if down else here > place)
    order = [key.desc(), col(Product.id).desc()] if down else [key, col(Product.id)]
    rows = await session.rows(
        statement.where(*_wanted(offers, shelf)).order_by(*order).limit(limit + 1)
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return CardPage(
        items=tuple(_card(row, shop.currency, locale) for row in rows[:limit]),
        next_cursor=cursor_of(sort, last.key, last.Product.id) if last else None,
        facets=None if cursor else await shelf_facets(session, shop, locale, shelf),
    )


async def shelf_facets(session: Session, shop: ShopView, locale: str, shelf: Shelf) -> Facets:
    """Counts for a shelf's filters: each filter's own count leaves that filter out."""
    offers = _offers(shop.currency, shelf)
    priced = and_(true(), *_in_price(offers, shelf))
    statement = _on_shelf(
        select(
            func.count().filter(and_(true(), *_wanted(offers, shelf))),
            func.count().filter(priced & offers.c.in_stock),
            func.min(offers.c.price),
            func.max(offers.c.price),
        ),
        offers,
        shelf,
    )
    total, in_stock, low, high = (await session.rows(statement))[0]
    return Facets(total, in_stock, low, high, await _option_facets(session, shelf, locale))


async def _option_facets(session: Session, shelf: Shelf, locale: str) -> tuple[OptionFacet, ...]:
    option = func.jsonb_array_elements(col(Variant.options)).table_valued("value", name="option")
    texts = func.jsonb(option.c.value)
    name, value = texts.op("->")("name"), texts.op("->")("value")
    rows = await session.rows(
        select(name, value, func.count(distinct(col(Product.id))), func.min(col(Variant.position)))
        .select_from(Product)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .join(option, true())
        .where(col(Variant.active), *_shown(shelf))
        .group_by(name, value)
        .order_by(func.min(col(Variant.position)), value)
    )
    facets: dict[str, tuple[str, list[OptionValue]]] = {}
    for names, values, count, _ in rows:
        key, entry = _key_of(names), OptionValue(_key_of(values), localized(values, locale), count)
        facets.setdefault(key, (localized(names, locale), []))[1].append(entry)
    return tuple(OptionFacet(k, label, tuple(v)) for k, (label, v) in sorted(facets.items()))


def _key_of(texts: dict[str, str]) -> str:
    return localized(texts, LANGUAGES[0])


def _offers(currency: str, shelf: Shelf) -> LateralFromClause:
    """Of each product: its cheapest price among the variants that fit, and what is left."""
    price = price_now(currency)
    left = available()
    cheapest = (price.c.amount_minor, col(Variant.position), col(Variant.id))
    compare_at = func.array_agg(aggregate_order_by(price.c.compare_at_minor, *cheapest))
    return (
        select(
            func.min(price.c.amount_minor).label("price"),
            func.max(price.c.amount_minor).label("highest"),
            compare_at[1].label("compare_at"),
            func.bool_or(func.coalesce(left > 0, true())).label("in_stock"),
            func.sum(left).label("left"),
        )
        .select_from(Variant)
        .join(price, true())
        .outerjoin(LEVELS, LEVELS.c.variant_id == col(Variant.id))
        .where(
            col(Variant.product_id) == col(Product.id),
            col(Variant.active),
            *(or_(*(_has(name, v) for v in values)) for name, values in shelf.options if values),
        )
        .correlate(Product)
        .lateral("offers")
    )


def _has(name: str, value: str) -> ColumnElement[bool]:
    """Whether a variant has an option of that name and value, in whichever language."""
    options = col(Variant.options)
    return or_(
        *(
            options.contains([{"name": {names: name}, "value": {values: value}}])  # pyright: ignore[reportUnknownMemberType]
            for names in LANGUAGES
            for values in LANGUAGES
        )
    )


def _on_shelf(
    statement: Select[*tuple[Any, ...]], offers: LateralFromClause, shelf: Shelf
) -> Select[*tuple[Any, ...]]:
    joined = statement.select_from(Product).join(offers, offers.c.price.is_not(None))
    return joined.where(*_shown(shelf))


def _shown(shelf: Shelf) -> list[ColumnElement[bool]]:
    conditions = [col(Product.state) == ProductState.ACTIVE]
    if shelf.category:
        of_slug = select(col(Category.id)).where(col(Category.slug) == shelf.category)
        conditions.append(col(Product.category_id) == of_slug.scalar_subquery())
    return conditions + [matches(word) for word in shelf.query[:200].split()[:_WORDS]]


def matches(word: str) -> ColumnElement[bool]:
    """Whether a word stands in a product's name or summary, or in the SKU of a variant."""
    texts = [
        texts.op("->>")(language)
        for texts in (col(Product.name), col(Product.summary))
        for language in LANGUAGES
    ]
    of_sku = select(col(Variant.product_id)).where(
        col(Variant.sku).icontains(word, autoescape=True)
    )
    return or_(
        func.concat_ws(" ", *texts).icontains(word, autoescape=True), col(Product.id).in_(of_sku)
    )


def _wanted(offers: LateralFromClause, shelf: Shelf) -> list[ColumnElement[bool]]:
    return [*_in_price(offers, shelf), *([offers.c.in_stock] if shelf.in_stock else [])]


def _in_price(offers: LateralFromClause, shelf: Shelf) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if shelf.price_min is not None:
        conditions.append(offers.c.price >= shelf.price_min)
    if shelf.price_max is not None:
        conditions.append(offers.c.price <= shelf.price_max)
    return conditions


def _sort_key(offers: LateralFromClause, sort: Sort) -> tuple[SQLColumnExpression[int], bool]:
    """What to sort by before the id, and whether downwards."""
    match sort:
        case "price_up":
            return offers.c.price, False
        case "price_down":
            return offers.c.price, True
        case "newest":
            return _MICROSECONDS, True
        case "popular":
            return col(Product.popularity), True


def _card(row: Row[*tuple[Any, ...]], currency: str, locale: str) -> ProductCard:
    product: Product = row.Product
    compare_at: int | None = row.compare_at
    left: int | None = row.left
    return ProductCard(
        slug=product.slug,
        kind=product.kind,
        name=localized(product.name, locale),
        summary=localized(product.summary, locale),
        picture_id=product.picture_id,
        price=Money(row.price, currency),
        compare_at=Money(compare_at, currency) if compare_at is not None else None,
        one_price=row.price == row.highest,
        sold_out=not row.in_stock,
        few_left=left if left is not None and 0 < left <= FEW else None,
    )
