"""The ways to deliver that pages promise, kept in this process for a moment.

What an order pays is read for it. Edits are heard of at once ('catalog'); times of day that begin
or end are seen within seconds.
"""

from uuid import UUID

from commerce.db import live
from commerce.db.session import shared_reading
from commerce.delivery.queries import DeliveryMethodView, delivery_methods
from commerce.kept import Kept
from commerce.shops.queries import ShopView

FRESH = 2.0  # seconds
_Asked = tuple[UUID, str, str, str, str]

_known: dict[_Asked, Kept[tuple[DeliveryMethodView, ...]]] = {}


async def known_methods(shop: ShopView, locale: str) -> tuple[DeliveryMethodView, ...]:
    """What the shop's own country is promised just now."""

    async def read() -> tuple[DeliveryMethodView, ...]:
        async with shared_reading(shop.id) as session:
            return await delivery_methods(session, shop, locale, shop.country)

    asked = (shop.id, locale, shop.country, shop.currency, shop.time_zone)
    return await _known.setdefault(asked, Kept(read, FRESH)).get()


def forget_methods() -> None:
    """Read everything again."""
    _known.clear()


live.on_change("catalog", forget_methods)
