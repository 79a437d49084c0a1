"""The cart page's State."""

import reflex as rx

from commerce.carts.queries import CartView, cart_view
from storefront.cart.editing import CartEditing
from storefront.cart.owner import last_order_path, owner_of
from storefront.cart.view import ShownCart, shown_cart
from ui.visits import Visit


class CartState(CartEditing, rx.State):
    """The cart page; the cart itself lives in the database."""

    cart: ShownCart = ShownCart()

    async def _read(self, at: Visit) -> tuple[CartView, ShownCart]:
        cart = await cart_view(at.session, at.shop, owner_of(at), at.locale)
        last_order = "" if cart.lines else await last_order_path(at)
        return cart, shown_cart(cart, at.shop.prices_include_tax, last_order)

    def _show(self, view: tuple[CartView, ShownCart]) -> int:
        cart, self.cart = view
        return cart.pieces
