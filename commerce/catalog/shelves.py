"""The SQL of a shelf: which products stand on it, and what each of them offers."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce.catalog.models import Category, Product, ProductState, Variant
from commerce.catalog.offers import LEVELS, available, price_now
from commerce.catalog.texts import LANGUAGES
from commerce.catalog.views import Shelf

_WORDS = 8


def offers_of(currency: str, shelf: Shelf) -> LateralFromClause:
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
            *fitting(shelf),
        )
        .correlate(Product)
        .lateral("offers")
    )


def fitting(shelf: Shelf) -> list[ColumnElement[bool]]:
    """That a variant has one of the values asked for of each option."""
    return [or_(*(_has(name, v) for v in values)) for name, values in shelf.options if values]


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


def on_shelf(
    statement: Select[*tuple[Any, ...]], found: LateralFromClause, shelf: Shelf
) -> Select[*tuple[Any, ...]]:
    """`statement` over the shelf's products that have a price, with their offers."""
    joined = statement.select_from(Product).join(found, found.c.price.is_not(None))
    return joined.where(*shown(shelf))


def shown(shelf: Shelf) -> list[ColumnElement[bool]]:
    """That a product is on sale, of the shelf's category, and found by its words."""
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


def wanted(found: LateralFromClause, shelf: Shelf) -> list[ColumnElement[bool]]:
    """That its offers are in the price and stock asked for."""
    return [*in_price(found, shelf), *([found.c.in_stock] if shelf.in_stock else [])]


def in_price(found: LateralFromClause, shelf: Shelf) -> list[ColumnElement[bool]]:
    """That its cheapest offer is in the price asked for."""
    conditions: list[ColumnElement[bool]] = []
    if shelf.price_min is not None:
        conditions.append(found.c.price >= shelf.price_min)
    if shelf.price_max is not None:
        conditions.append(found.c.price <= shelf.price_max)
    return conditions
