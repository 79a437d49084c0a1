"""What every page of the storefront shows: shop, shelves, who is here, pieces in the cart."""

import reflex as rx

from commerce.carts.editing import CartOwner
from commerce.carts.queries import pieces_in_cart
from commerce.catalog.known_pages import known_categories
from storefront.parts.frame import ShelfLink
from ui.acting import visiting
from ui.refusals import Refusal


class ShellState(rx.State):
    """The header's facts; loaded by every page."""

    refusal: Refusal | None = None
    shop_name: str = ""
    shelves: rx.Field[list[ShelfLink]] = rx.field(default_factory=list)
    pieces: int = 0
    person: str = ""

    @rx.event
    async def load(self) -> None:
        """Read everything the frame shows."""
        async with visiting(self) as at:
            shelves = await known_categories(at.shop, at.locale, count_to=1)
            self.pieces = await pieces_in_cart(at.session, CartOwner(at.customer_id, at.cart_token))
            self.shelves = [ShelfLink(s.slug, s.name) for s in shelves if s.product_count]
            self.shop_name = at.shop.name
            self.person = _called(at.customer.name, at.customer.email) if at.customer else ""

    @rx.event
    async def count_cart(self) -> None:
        """Count the cart again: `return ShellState.count_cart` after changing it."""
        async with visiting(self) as at:
            self.pieces = await pieces_in_cart(at.session, CartOwner(at.customer_id, at.cart_token))


def _called(name: str, email: str | None) -> str:
    return name or (email or "").partition("@")[0] or "···"
