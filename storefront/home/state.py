"""The State of the home page."""

import reflex as rx

from commerce.catalog.known_pages import known_categories, shown_cards
from commerce.catalog.views import ProductCard
from storefront.parts.cards import CategoryTile, ProductTile
from storefront.parts.deliveries import Delivery, deliveries
from storefront.parts.tiles import category_tile, product_tile
from ui.acting import visiting
from ui.parts.pictures import media_source
from ui.refusals import Refusal

ON_SHELF = 8
IN_WINDOW = 3


class HomeState(rx.State):
    """What lies in the shop window."""

    ready: bool = False
    window: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    shelves: rx.Field[list[CategoryTile]] = rx.field(default_factory=list)
    popular: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    newest: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    ways: rx.Field[list[Delivery]] = rx.field(default_factory=list)
    refusal: Refusal | None = None

    @rx.event
    async def load(self) -> None:
        """Read everything that lies in it."""
        async with visiting(self) as at:
            shelves = await known_categories(at.shop, at.locale)
            popular = await shown_cards(at.shop, at.locale, limit=ON_SHELF, with_facets=False)
            newest = await shown_cards(
                at.shop, at.locale, sort="newest", limit=2 * ON_SHELF, with_facets=False
            )
            self.ways = await deliveries(at.shop)
            self.window = _window(popular.items)
            self.shelves = [category_tile(shelf) for shelf in shelves if shelf.product_count]
            self.popular = [product_tile(card) for card in popular.items]
            shown = {card.slug for card in popular.items}
            fresh = [card for card in newest.items if card.slug not in shown]
            self.newest = [product_tile(card) for card in fresh[:ON_SHELF]]
            self.ready = True


def _window(popular: tuple[ProductCard, ...]) -> list[ProductTile]:
    """The pictures behind the shop's name: what people like best."""
    pictured = [card for card in popular if card.picture_id and not card.sold_out]
    return [
        ProductTile(card.slug, card.name, media_source(card.picture_id, "large"))
        for card in pictured[:IN_WINDOW]
    ]
