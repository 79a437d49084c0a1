"""Lists of products: filtered, sorted, paged by key, with counts for the filters."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Row,
    SQLColumnExpression,
    cast,
    func,
    select,
    tuple_,
)
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col

from commerce.catalog.cursors import cursor_of, place_of
from commerce.catalog.facets import shelf_facets
from commerce.catalog.models import Product
from commerce.catalog.shelves import offers_of, on_shelf, wanted
from commerce.catalog.texts import localized
from commerce.catalog.views import (
    EVERYTHING,
    CardPage,
    ProductCard,
    Shelf,
    Sort,
)
from commerce.db.session import Session
from commerce.money import Money
from commerce.shops.queries import ShopView

PAGE_LIMIT = 100
FEW = 5
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
    with_facets: bool = True,
) -> CardPage:
    """One page of a shelf. One round trip; the first page's facets take two more and longer.

    Raises InvalidInput for a cursor that is not of this sort.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    offers = offers_of(shop.currency, shelf)
    key, down = _sort_key(offers, sort)
    statement = on_shelf(select(Product, *offers.c, key.label("key")), offers, shelf)
    if cursor:
        place = tuple_(*place_of(cursor, sort))
        here = tuple_(key, col(Product.id))
        statement = statement.where(here < place if down else here > place)
    order = [key.desc(), col(Product.id).desc()] if down else [key, col(Product.id)]
    rows = await session.rows(
        statement.where(*wanted(offers, shelf)).order_by(*order).limit(limit + 1)
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return CardPage(
        items=tuple(_card(row, shop.currency, locale) for row in rows[:limit]),
        next_cursor=cursor_of(sort, last.key, last.Product.id) if last else None,
        facets=(
            await shelf_facets(session, shop, locale, shelf) if with_facets and not cursor else None
        ),
    )


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
