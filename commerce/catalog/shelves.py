"""The SQL of what a product offers now, and of the back office's simple word filter."""

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce.catalog.models import Product, Variant
from commerce.catalog.offers import LEVELS, available, price_now
from commerce.catalog.texts import LANGUAGES
from commerce.catalog.views import Shelf


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
