"""Pages of the product list, kept in this process for a moment: the same few are asked for again
and again, and each costs a look at every product of its shelf.

What they say of stock is not to be shown. Edits of the catalogue are heard of at once ('catalog');
prices that begin or end by the clock are seen within seconds.
"""

from dataclasses import replace
from functools import partial
from uuid import UUID

from commerce.catalog.browsing import product_cards
from commerce.catalog.views import CardPage, Shelf, Sort
from commerce.db import live
from commerce.db.session import transaction
from commerce.kept import Kept
from commerce.shops.queries import ShopView

FRESH = 2.0  # seconds
MOST = 500  # pages; beyond that begin anew
_Asked = tuple[UUID, str, str, Shelf, Sort, str | None, int]

_pages: dict[_Asked, Kept[CardPage]] = {}


async def known_cards(
    shop: ShopView, locale: str, shelf: Shelf, *, sort: Sort, cursor: str | None, limit: int
) -> CardPage:
    """One page of a shelf without facets, as this process knows it; `in_stock` is not asked here.

    Raises InvalidInput for a cursor that is not of this sort.
    """
    shelf = replace(shelf, in_stock=False)
    asked: _Asked = (shop.id, shop.currency, locale, shelf, sort, cursor, limit)
    kept = _pages.get(asked)
    if kept is None:
        if len(_pages) >= MOST:
            _pages.clear()
        kept = _pages[asked] = Kept(partial(_read, shop, locale, shelf, sort, cursor, limit), FRESH)
    return await kept.get()


def forget_pages() -> None:
    """Read everything again."""
    _pages.clear()


async def _read(
    shop: ShopView, locale: str, shelf: Shelf, sort: Sort, cursor: str | None, limit: int
) -> CardPage:
    async with transaction(shop.id) as session:
        return await product_cards(
            session, shop, locale, shelf, sort=sort, cursor=cursor, limit=limit, with_facets=False
        )


live.on_change("catalog", forget_pages)
