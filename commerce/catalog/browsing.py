"""Lists of products: filtered, searched, sorted, paged by key, with counts for the filters."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlmodel import col

from commerce.catalog.cursors import cursor_of, place_of
from commerce.catalog.facets import shelf_facets
from commerce.catalog.models import Product, ProductRating, ProductState
from commerce.catalog.search.candidates import (
    NONE,
    Asked,
    candidates_of,
    careful,
    category_id_of,
    listed,
)
from commerce.catalog.search.crowd import popularity_of_few
from commerce.catalog.search.narrowing import narrowed, offers, page_of
from commerce.catalog.search.understanding import NOTHING, understood
from commerce.catalog.shelves import offers_of
from commerce.catalog.texts import localized
from commerce.catalog.views import (
    EVERYTHING,
    CardPage,
    ProductCard,
    Rating,
    Shelf,
    Sort,
)
from commerce.db.session import Session
from commerce.money import Money
from commerce.shops.queries import ShopView

PAGE_LIMIT = 100
FEW = 5
RATED = (
    func.coalesce(col(ProductRating.stars), 0).label("rated_stars"),
    func.coalesce(col(ProductRating.reviews), 0).label("rated_by"),
)


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
    """One page of a shelf; the first page brings the facets, for who shows filters.

    Four round trips at most, one more for a category, up to four for words, and those of the facets.
    Raises InvalidInput for a cursor that is not of this sort.
    """
    after = place_of(cursor, sort) if cursor else None
    limit = max(1, min(limit, PAGE_LIMIT))
    counted = with_facets and not cursor
    asked = await _asked(session, shelf)
    ranked = sort == "relevance" or bool(shelf.options)
    found = await candidates_of(session, asked) if counted or ranked else NONE
    if ranked or (counted and not found.more):
        page = page_of(narrowed(offers(found.rows, shelf), shelf), sort, after, limit + 1)
    else:
        page = await listed(session, asked, sort, after, limit + 1)
    ids = [product_id for _key, product_id in page[:limit]]
    return CardPage(
        items=await cards_of(session, shop, locale, ids, shelf),
        next_cursor=cursor_of(sort, *page[limit - 1]) if len(page) > limit else None,
        facets=await shelf_facets(session, locale, asked, found) if counted else None,
        meant=asked.meaning.meant,
    )


async def cards_of(
    session: Session,
    shop: ShopView,
    locale: str,
    product_ids: Sequence[UUID],
    shelf: Shelf = EVERYTHING,
) -> tuple[ProductCard, ...]:
    """The cards of these, in their order; what is not on sale at this moment is left out."""
    if not product_ids:
        return ()
    found = await session.rows(
        cards_on_sale(shop.currency, shelf).where(col(Product.id).in_(product_ids))
    )
    # The list may be seconds behind the stock; what has run out meanwhile is not offered as left.
    shown = (row for row in found if row.in_stock or not shelf.in_stock)
    cards = {row.Product.id: card_of(row, shop.currency, locale) for row in shown}
    return tuple(cards[each] for each in product_ids if each in cards)


def cards_on_sale(currency: str, shelf: Shelf = EVERYTHING) -> Select[*tuple[Any, ...]]:
    """Products on sale at this moment, with what `card_of` needs."""
    offers = offers_of(currency, shelf)
    return (
        select(Product, *offers.c, *RATED)
        .select_from(Product)
        .join(offers, offers.c.price.is_not(None))
        .outerjoin(ProductRating, col(ProductRating.product_id) == col(Product.id))
        .where(col(Product.state) == ProductState.ACTIVE)
    )


async def _asked(session: Session, shelf: Shelf) -> Asked:
    await careful(session)
    category_id = await category_id_of(session, shelf.category) if shelf.category else None
    meaning = await understood(session, shelf.query) if shelf.query.strip() else NOTHING
    return Asked(
        session.shop_id,
        shelf,
        meaning,
        category_id,
        unknown=bool(shelf.category) and category_id is None,
        above=await popularity_of_few(session) if shelf.query or shelf.options else None,
    )


def card_of(row: Row[*tuple[Any, ...]], currency: str, locale: str) -> ProductCard:
    """A row of `cards_on_sale` as it is shown."""
    product: Product = row.Product
    compare_at: int | None = row.compare_at
    left: int | None = row.left
    return ProductCard(
        id=product.id,
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
        rating=Rating(row.rated_stars, row.rated_by),
    )
