"""The back office's list of products: every state, with what is left and what it costs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce.catalog.kinds import counted_kinds
from commerce.catalog.models import Category, Product, Variant
from commerce.catalog.offers import LEVELS, available, price_now
from commerce.catalog.shelves import matches
from commerce.catalog.texts import localized
from commerce.db.session import Session
from commerce.money import Money
from commerce.shops.queries import ShopView

StockFilter = Literal["", "low", "out"]
_DEFAULT_LOW = 5
_WORDS = 8


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What the list is narrowed to; empty is everything. `category` is a slug."""

    query: str = ""
    category: str = ""
    state: str = ""
    stock: StockFilter = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in the list. `left`: None where nothing runs out; `low` and `out` of variants."""

    id: UUID
    slug: str
    name: str
    state: str
    picture_id: UUID | None
    category: str
    skus: tuple[str, ...]
    cheapest: Money | None
    dearest: Money | None
    left: int | None
    low: int
    out: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProductRows:
    """A page of the list, the newest first, and whether there is more on either side."""

    rows: tuple[ProductRow, ...]
    has_newer: bool
    has_older: bool


async def product_rows(
    session: Session,
    shop: ShopView,
    locale: str,
    wanted: ProductFilter,
    *,
    older_than: UUID | None = None,
    newer_than: UUID | None = None,
    limit: int = 25,
) -> ProductRows:
    """One page beside a product that is known, else the first. One round trip."""
    sums = _sums(shop.currency)
    statement = (
        select(Product, Category, *sums.c)
        .outerjoin(Category, col(Product.category_id) == col(Category.id))
        .join(sums, true())
        .where(*_wanted(sums, wanted))
        .limit(limit + 1)
    )
    key = col(Product.id)
    backwards = newer_than is not None
    if newer_than is not None:
        statement = statement.where(key > newer_than).order_by(key)
    else:
        beyond = [key < older_than] if older_than is not None else []
        statement = statement.where(*beyond).order_by(key.desc())
    found = await session.rows(statement)
    shown = [_row(row, shop.currency, locale) for row in found[:limit]]
    more = len(found) > limit
    return ProductRows(
        rows=tuple(reversed(shown) if backwards else shown),
        has_newer=more if backwards else older_than is not None,
        has_older=backwards or more,
    )


def _sums(currency: str) -> LateralFromClause:
    """Over a product's variants: SKUs of all, prices and levels of those in use."""
    price = price_now(currency)
    left = available()
    in_use = col(Variant.active)
    low_at = func.coalesce(LEVELS.c.low_at, _DEFAULT_LOW)
    return (
        select(
            func.array_agg(
                aggregate_order_by(col(Variant.sku), col(Variant.position), col(Variant.id))
            ).label("skus"),
            func.min(price.c.amount_minor).filter(in_use).label("cheapest"),
            func.max(price.c.amount_minor).filter(in_use).label("dearest"),
            func.sum(left).filter(in_use).label("left"),
            func.count().filter(and_(in_use, left > 0, left <= low_at)).label("low"),
            func.count().filter(and_(in_use, left == 0)).label("out"),
        )
        .select_from(Variant)
        .outerjoin(price, true())
        .outerjoin(LEVELS, LEVELS.c.variant_id == col(Variant.id))
        .where(col(Variant.product_id) == col(Product.id))
        .correlate(Product)
        .lateral("sums")
    )


def _wanted(sums: LateralFromClause, wanted: ProductFilter) -> list[ColumnElement[bool]]:
    conditions = [matches(word) for word in wanted.query[:200].split()[:_WORDS]]
    if wanted.category:
        conditions.append(col(Category.slug) == wanted.category)
    if wanted.state:
        conditions.append(col(Product.state) == wanted.state)
    match wanted.stock:
        case "low":
            conditions.append(sums.c.low > 0)
        case "out":
            conditions.append(and_(col(Product.kind).in_(counted_kinds()), sums.c.out > 0))
        case _:
            pass
    return conditions


def _row(row: Row[*tuple[Any, ...]], currency: str, locale: str) -> ProductRow:
    product: Product = row.Product
    category: Category | None = row.Category
    return ProductRow(
        id=product.id,
        slug=product.slug,
        name=localized(product.name, locale),
        state=str(product.state),
        picture_id=product.picture_id,
        category=localized(category.name, locale) if category else "",
        skus=tuple(row.skus or ()),
        cheapest=_money(row.cheapest, currency),
        dearest=_money(row.dearest, currency),
        left=row.left,
        low=row.low,
        out=row.out,
        updated_at=product.updated_at,
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return Money(minor, currency) if minor is not None else None
