"""The cart page's State."""

import reflex as rx

from commerce.carts.queries import CartView, cart_view
from commerce.catalog.views import ProductCard
from commerce.recommendations.known import known_together
from storefront.cart.editing import CartEditing
from storefront.cart.owner import last_order_path, owner_of
from storefront.cart.view import ShownCart, shown_cart
from storefront.parts.cards import ProductTile
from storefront.parts.tiles import product_tile
from ui.visits import Visit

Read = tuple[CartView, ShownCart, tuple[ProductCard, ...]]


class CartState(CartEditing, rx.State):
    """The cart page; the cart itself lives in the database. `together`: what others also bought."""

    cart: ShownCart = ShownCart()
    together: rx.Field[list[ProductTile]] = rx.field(default_factory=list)

    async def _read(self, at: Visit) -> Read:
        cart = await cart_view(at.session, at.shop, owner_of(at), at.locale)
        last_order = "" if cart.lines else await last_order_path(at)
        ids = [line.product_id for line in cart.lines]
        together = await known_together(at.shop, at.locale, ids)
        return cart, shown_cart(cart, at.shop.prices_include_tax, last_order), together

    def _show(self, view: Read) -> int:
        cart, self.cart, together = view
        self.together = [product_tile(card) for card in together]
        return cart.pieces
