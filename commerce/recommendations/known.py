"""What others bought with it, kept in this process for a moment, as pages of the catalogue are."""

from collections.abc import Iterable
from uuid import UUID

from commerce.catalog.known_pages import read_now_and_then
from commerce.catalog.views import ProductCard
from commerce.db import live
from commerce.db.session import Session
from commerce.kept import Kept
from commerce.recommendations.queries import bought_together
from commerce.shops.queries import ShopView

_together: dict[tuple[UUID, str, str, frozenset[UUID]], Kept[tuple[ProductCard, ...]]] = {}


async def known_together(
    shop: ShopView, locale: str, product_ids: Iterable[UUID]
) -> tuple[ProductCard, ...]:
    """As `bought_together` says it, or said it some seconds ago."""
    asked = frozenset(product_ids)
    if not asked:
        return ()

    async def read(session: Session) -> tuple[ProductCard, ...]:
        found = await bought_together(session, shop, locale, asked)
        return tuple(one.card for one in found)

    key = (shop.id, shop.currency, locale, asked)
    return await read_now_and_then(_together, key, shop, read)


live.on_change("catalog", _together.clear)
