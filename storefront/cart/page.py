"""The cart."""

import reflex as rx

from storefront import paths
from storefront.cart.parts import empty_cart, mending_notice, savings
from storefront.cart.state import CartState
from storefront.shell.page import add_shop_page, shop_page
from storefront.shell.state import ShellState
from storefront.strips.shown import together_with_cart
from ui.parts.buttons import link_button
from ui.parts.order_lines import order_lines, totals
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, waiting, when_ready
from ui.parts.values import is_some, when
from ui.texts import _


def cart_page() -> rx.Component:
    """What the visitor means to buy, edited in place."""
    return shop_page(
        rx.el.div(
            rx.el.h1(_("Cart")),
            when_ready(
                CartState.loaded,
                when(is_some(CartState.cart.lines), _filled(), _empty()),
                waiting(*(bone(height="80px") for _n in range(3))),
            ),
            together_with_cart(CartState.together),
            class_name="stack-loose cart-page",
        ),
    )


def _filled() -> rx.Component:
    cart = CartState.cart
    return rx.el.div(
        rx.el.section(
            refusal_callout(CartState.refusal),
            mending_notice(cart.troubled, CartState.take_what_is_left),
            order_lines(cart.lines, on_quantity=CartState.set_quantity, on_remove=CartState.remove),
            aria_label=_("Items"),
        ),
        rx.el.section(
            savings(cart.missing, cart.reached),
            totals(cart.amounts),
            link_button(_("Check out"), paths.CHECKOUT, wide=True, size="3"),
            when(
                ShellState.person == "",
                rx.el.p(
                    _("No account needed. Delivery is chosen in the next step."),
                    class_name="quiet small",
                ),
            ),
            class_name="card stack aside",
            aria_label=_("Total"),
        ),
        class_name="two-columns",
    )


def _empty() -> rx.Component:
    return empty_cart(
        _("What you put here stays, on every device where you are signed in."),
        CartState.cart.last_order,
    )


def add_pages(app: rx.App) -> None:
    """Register the cart."""
    add_shop_page(
        app,
        paths.CART,
        cart_page,
        title=lambda: _("Cart"),
        on_load=CartState.follow,
        listed=False,
    )
