"""Reads of the catalogue: categories, one product, priced variants; lists are in `browsing`."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlmodel import col

from commerce.catalog.browsing import RATED, product_cards
from commerce.catalog.models import (
    Category,
    Price,
    Product,
    ProductRating,
    ProductState,
    Variant,
)
from commerce.catalog.offers import LEVELS, available, price_now, valid_now
from commerce.catalog.search.models import ShelfEntry
from commerce.catalog.texts import localized
from commerce.catalog.views import (
    CardPage,
    CategoryView,
    OptionView,
    PricedVariant,
    ProductCard,
    ProductPage,
    Rating,
    Shelf,
    VariantView,
)
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.money import Money
from commerce.shops.queries import ShopView

__all__ = [
    "CardPage",
    "CategoryView",
    "PricedVariant",
    "ProductCard",
    "ProductPage",
    "Shelf",
    "categories",
    "price_versions",
    "priced_portion",
    "priced_skus",
    "priced_variants",
    "product_cards",
    "product_page",
]


async def categories(
    session: Session, locale: str, *, count_to: int = 10_000
) -> tuple[CategoryView, ...]:
    """All shelves in their order, each with its number of products on sale. One round trip.

    A shelf is counted no further than `count_to`.
    """
    on_shelf = (
        select(col(ShelfEntry.product_id))
        .where(
            col(ShelfEntry.category_id) == col(Category.id),
            col(ShelfEntry.shop_id) == col(Category.shop_id),
            col(ShelfEntry.price_minor).is_not(None),
        )
        .limit(count_to)
        .correlate(Category)
        .lateral("on_shelf")
    )
    counted = select(func.count(on_shelf.c.product_id).label("n")).select_from(on_shelf)
    sums = counted.correlate(Category).lateral("sums")
    rows = await session.rows(
        select(Category, sums.c.n)
        .join(sums, true())
        .order_by(col(Category.position), col(Category.id))
    )
    return tuple(
        CategoryView(row.id, row.slug, localized(row.name, locale), row.picture_id, count)
        for row, count in rows
    )


async def product_page(session: Session, shop: ShopView, slug: str, locale: str) -> ProductPage:
    """An active product and its variants that can be bought. Raises NotFound.

    One round trip; two where nothing of it can be bought.
    """
    named = (col(Product.slug) == slug, col(Product.state) == ProductState.ACTIVE)
    variants = await session.rows(
        _offered(shop.currency)
        .add_columns(Category, *RATED)
        .outerjoin(Category, col(Product.category_id) == col(Category.id))
        .outerjoin(ProductRating, col(ProductRating.product_id) == col(Product.id))
        .where(*named, col(Variant.active))
        .order_by(col(Variant.position), col(Variant.id))
    )
    found = variants or await session.rows(
        select(Product, Category, *RATED)
        .outerjoin(Category, col(Product.category_id) == col(Category.id))
        .outerjoin(ProductRating, col(ProductRating.product_id) == col(Product.id))
        .where(*named)
    )
    if not found:
        raise NotFound("product")
    product: Product = found[0].Product
    category: Category | None = found[0].Category
    return ProductPage(
        id=product.id,
        slug=product.slug,
        kind=product.kind,
        name=localized(product.name, locale),
        summary=localized(product.summary, locale),
        description=localized(product.description, locale),
        description_version=product.description_version,
        category_slug=category.slug if category else None,
        category_name=localized(category.name, locale) if category else "",
        tax_class=product.tax_class,
        picture_ids=(product.picture_id,) if product.picture_id else (),
        variants=tuple(_variant_view(row, shop.currency, locale) for row in variants),
        rating=Rating(found[0].rated_stars, found[0].rated_by),
    )


async def priced_variants(
    session: Session, shop: ShopView, variant_ids: Iterable[UUID]
) -> dict[UUID, PricedVariant]:
    """Variants by id, sold or not; those unknown here or without a price now are missing."""
    found = await _priced(session, shop, col(Variant.id).in_(set(variant_ids)))
    return {variant.variant_id: variant for variant in found}


async def priced_skus(
    session: Session, shop: ShopView, skus: Iterable[str]
) -> dict[str, PricedVariant]:
    """Variants by SKU, sold or not; those unknown here or without a price now are missing."""
    found = await _priced(session, shop, col(Variant.sku).in_(set(skus)))
    return {variant.sku: variant for variant in found}


async def price_versions(
    session: Session, variant_ids: Iterable[UUID], currency: str
) -> dict[UUID, int]:
    """The version of each variant's price now; missing where there is none."""
    rows = await session.rows(
        select(col(Price.variant_id), func.max(col(Price.version)))
        .where(
            col(Price.variant_id).in_(set(variant_ids)),
            col(Price.currency) == currency,
            valid_now(),
        )
        .group_by(col(Price.variant_id))
    )
    return {row[0]: row[1] for row in rows}


def _offered(currency: str) -> Select[*tuple[Any, ...]]:
    """Variants that have a price now, with it, what is left, and their product."""
    price = price_now(currency)
    return (
        select(
            Variant,
            Product,
            price.c.amount_minor,
            price.c.compare_at_minor,
            price.c.version.label("price_version"),
            available().label("available"),
            LEVELS.c.low_at,
        )
        .join(Product, col(Variant.product_id) == col(Product.id))
        .join(price, true())
        .outerjoin(LEVELS, LEVELS.c.variant_id == col(Variant.id))
    )


def _variant_view(row: Row[*tuple[Any, ...]], currency: str, locale: str) -> VariantView:
    variant: Variant = row.Variant
    left: int | None = row.available
    compare_at: int | None = row.compare_at_minor
    return VariantView(
        id=variant.id,
        sku=variant.sku,
        options=tuple(
            OptionView(localized(option["name"], locale), localized(option["value"], locale))
            for option in variant.options
        ),
        price=Money(row.amount_minor, currency),
        compare_at=Money(compare_at, currency) if compare_at is not None else None,
        price_version=row.price_version,
        available=left,
        low=left is not None and left <= (row.low_at or 0),
        weight_grams=variant.weight_grams,
        units=variant.units,
    )


async def priced_portion(
    session: Session, shop: ShopView, after: UUID | None, most: int
) -> list[PricedVariant]:
    """The next `most` variants that have a price now, by id, after the one of that id."""
    beyond = col(Variant.id) > after if after else true()
    return await _priced(session, shop, beyond, most)


async def _priced(
    session: Session, shop: ShopView, which: ColumnElement[bool], most: int | None = None
) -> list[PricedVariant]:
    """Columns, no rows of the tables' classes: hundreds are read while hundreds of orders wait."""
    price = price_now(shop.currency)
    statement: Select[*tuple[Any, ...]] = (
        select(
            *_PRICED,
            price.c.amount_minor,
            price.c.version,
            available(),
        )
        .select_from(Variant)
        .join(Product, col(Variant.product_id) == col(Product.id))
        .join(price, true())
        .outerjoin(LEVELS, LEVELS.c.variant_id == col(Variant.id))
        .where(which)
    )
    if most is not None:
        statement = statement.order_by(col(Variant.id)).limit(most)
    rows = await session.rows(statement)
    return [_priced_variant(row, shop.currency) for row in rows]


_PRICED: tuple[Any, ...] = (
    col(Variant.id),
    col(Variant.product_id),
    col(Variant.sku),
    col(Variant.options),
    col(Variant.weight_grams),
    col(Variant.active),
    col(Variant.units),
    col(Product.slug),
    col(Product.kind),
    col(Product.name),
    col(Product.picture_id),
    col(Product.description_version),
    col(Product.tax_class),
    col(Product.state),
)


def _priced_variant(row: Row[*tuple[Any, ...]], currency: str) -> PricedVariant:
    """Taken by place: to look sixteen columns up by name costs more than all else of a row."""
    (variant_id, product_id, sku, options, grams, sold, units, slug, kind, name) = row[:10]
    (picture_id, description, tax_class, state, minor, price_version, left) = row[10:]
    return PricedVariant(
        variant_id=variant_id,
        product_id=product_id,
        sku=sku,
        slug=slug,
        kind=kind,
        name=name,
        options=tuple(options),
        picture_id=picture_id,
        description_version=description,
        weight_grams=grams,
        tax_class=tax_class,
        unit=Money(minor, currency),
        price_version=price_version,
        active=sold and state == ProductState.ACTIVE,
        available=left,
        units=units,
    )
