"""The State of the rows of goods that fit whoever is here."""

from contextlib import suppress

import reflex as rx

from commerce.catalog.known_pages import known_product
from commerce.catalog.queries import ProductPage
from commerce.catalog.views import ProductCard
from commerce.errors import NotFound
from commerce.recommendations.known import known_together
from commerce.recommendations.looking import forget_looks, note_look
from commerce.recommendations.queries import bought_together, looked_at
from storefront.cart.owner import visitor_of
from storefront.parts.cards import ProductTile
from storefront.parts.tiles import product_tile
from storefront.products.state import slug_at
from ui.acting import visiting
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import Visit


class StripsState(rx.State):
    """`together`: what others bought with this product; `looked`: what this visitor opened before;
    `liked`: what others bought with that.
    """

    together: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    looked: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    liked: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    refusal: Refusal | None = None

    @rx.event
    async def load_home(self) -> None:
        """What one looked at, and what others bought with that."""
        async with visiting(self) as at:
            cards = await _looked(at)
            ids = [card.id for card in cards]
            found = await bought_together(at.session, at.shop, at.locale, ids)
            self.looked = [product_tile(card) for card in cards]
            self.liked = [product_tile(one.card) for one in found]

    @rx.event
    async def load_product(self) -> None:
        """What others bought with this one, and what one looked at before it; this is noted."""
        async with visiting(self) as at:
            page = await _product(at, slug_at(str(self.router.url)))
            together = await known_together(at.shop, at.locale, [page.id] if page else [])
            self.together = [product_tile(card) for card in together]
            self.looked = [product_tile(card) for card in await _looked(at, page)]
            if page and (who := visitor_of(at)):
                await note_look(at.session, who, page.id)

    @rx.event
    async def forget(self) -> rx.event.EventSpec | None:
        """The visitor wants what they looked at forgotten."""
        async with visiting(self) as at:
            if who := visitor_of(at):
                await forget_looks(at.session, who)
            self.looked, self.liked = [], []
            return toast_done(_("Forgotten"))
        return None


async def _product(at: Visit, slug: str) -> ProductPage | None:
    with suppress(NotFound):
        return await known_product(at.shop, slug, at.locale)
    return None


async def _looked(at: Visit, without: ProductPage | None = None) -> list[ProductCard]:
    """What the visitor opened before; nothing for a browser without any cookie."""
    if not (who := visitor_of(at)):
        return []
    here = without.id if without else None
    return await looked_at(at.session, at.shop, at.locale, who, without=here)
