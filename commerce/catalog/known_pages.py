"""What pages show of the catalogue, kept in this process for a moment: the same few shelves and
products are looked at again and again, and each costs a look at every product of its shelf.

Nothing is sold by what stands here: a cart and an order read for themselves. Edits of the catalogue
are heard of at once ('catalog', 'product:...'); what sells out, and prices that begin or end by the
clock, are seen within seconds.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from commerce.catalog.browsing import product_cards
from commerce.catalog.queries import categories, product_page
from commerce.catalog.views import EVERYTHING, CardPage, CategoryView, ProductPage, Shelf, Sort
from commerce.db import live
from commerce.db.session import Session, shared_reading
from commerce.kept import Kept
from commerce.shops.queries import ShopView

FRESH = 2.0  # seconds
MOST = 500  # of a sort; beyond that begin anew
_PRODUCT = "product:"
Key = TypeVar("Key")
Value = TypeVar("Value")

_cards: dict[tuple[Any, ...], Kept[CardPage]] = {}
_shelves: dict[tuple[UUID, str, int], Kept[tuple[CategoryView, ...]]] = {}
_products: dict[str, dict[tuple[UUID, str, str], Kept[ProductPage]]] = {}


async def known_cards(
    shop: ShopView, locale: str, shelf: Shelf, *, sort: Sort, cursor: str | None, limit: int
) -> CardPage:
    """One page of a shelf without facets, as this process knows it; `in_stock` is not asked here,
    and what it says of stock is not to be shown.

    Raises InvalidInput for a cursor that is not of this sort.
    """
    asked = replace(shelf, in_stock=False)
    return await shown_cards(
        shop, locale, asked, sort=sort, cursor=cursor, limit=limit, with_facets=False
    )


async def shown_cards(
    shop: ShopView,
    locale: str,
    shelf: Shelf = EVERYTHING,
    *,
    sort: Sort = "popular",
    cursor: str | None = None,
    limit: int = 24,
    with_facets: bool = True,
) -> CardPage:
    """As `product_cards` says it, or said it some seconds ago. Raises as that does."""
    how: dict[str, Any] = {"sort": sort, "cursor": cursor, "limit": limit}
    how["with_facets"] = with_facets

    async def read(session: Session) -> CardPage:
        return await product_cards(session, shop, locale, shelf, **how)

    key = (shop.id, shop.currency, locale, shelf, *how.values())
    return await read_now_and_then(_cards, key, shop, read)


async def known_categories(
    shop: ShopView, locale: str, *, count_to: int = 10_000
) -> tuple[CategoryView, ...]:
    """The shop's shelves, each counted no further than that."""

    async def read(session: Session) -> tuple[CategoryView, ...]:
        return await categories(session, locale, count_to=count_to)

    return await read_now_and_then(_shelves, (shop.id, locale, count_to), shop, read)


async def known_product(shop: ShopView, slug: str, locale: str) -> ProductPage:
    """A product to look at: whoever follows it sees each change that was told. Raises NotFound."""

    async def read(session: Session) -> ProductPage:
        return await product_page(session, shop, slug, locale)

    if slug not in _products and len(_products) >= MOST:
        _products.clear()
    of_slug = _products.setdefault(slug, {})
    return await read_now_and_then(of_slug, (shop.id, shop.currency, locale), shop, read)


def forget_pages() -> None:
    """Read everything again."""
    for known in (_cards, _shelves, _products):
        known.clear()


async def read_now_and_then(
    known: dict[Key, Kept[Value]],
    key: Key,
    shop: ShopView,
    read: Callable[[Session], Awaitable[Value]],
) -> Value:
    """What `known` has under `key`, read again when it is a moment old."""

    async def read_now() -> Value:
        async with shared_reading(shop.id) as session:
            return await read(session)

    kept = known.get(key)
    if kept is None:
        if len(known) >= MOST:
            known.clear()
        kept = known[key] = Kept(read_now, FRESH)
    return await kept.get()


def _forget_product(topic: str) -> None:
    _products.pop(topic.removeprefix(_PRODUCT), None)


live.on_change("catalog", forget_pages)
live.on_changes(_PRODUCT, _forget_product)
