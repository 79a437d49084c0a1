"""The page of one order: where it stands, what to do next, and all about it."""

import reflex as rx

from storefront import paths
from storefront.orders import handed_parts, parts
from storefront.orders.state import OrderState
from storefront.shell.page import add_shop_page, shop_page
from ui.parts.buttons import icon_button, link_button
from ui.parts.messages import empty_state, toast_done
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, waiting, when_ready
from ui.texts import _


def order_page() -> rx.Component:
    """One order, live."""
    return shop_page(
        when_ready(
            OrderState.found != "",
            rx.cond(OrderState.found == "yes", _order(), _missing()),
            rx.el.div(
                _hidden_title(),
                waiting(bone("40%", "32px"), bone("60%"), *(bone(height="96px") for _n in "abc")),
            ),
        ),
    )


def _order() -> rx.Component:
    order = OrderState.order
    return rx.el.div(
        rx.el.div(
            rx.el.h1(order.title),
            rx.el.p(order.text),
            _number(),
            refusal_callout(OrderState.refusal),
            class_name="stack-tight",
            custom_attrs={"data-tone": order.tone, "aria-live": "polite"},
        ),
        rx.el.div(
            rx.el.div(
                parts.payment(),
                handed_parts.handed(),
                handed_parts.campaigns(),
                parts.parcels(),
                parts.history(),
                class_name="stack-loose",
            ),
            rx.el.div(parts.contents(), parts.deeds(), class_name="stack aside"),
            class_name="two-columns",
        ),
        class_name="stack-loose",
    )


def _number() -> rx.Component:
    number = OrderState.order.number
    return rx.el.p(
        _("Order number "),
        rx.el.span(number, class_name="strong number order-number"),
        icon_button(
            "copy",
            _("Copy order number"),
            [rx.set_clipboard(number), toast_done(_("Copied."))],
        ),
        rx.el.span(_("Placed"), " ", OrderState.order.placed, class_name="quiet small"),
        class_name="row",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        _hidden_title(),
        empty_state(
            "search-x",
            _("We can't show this order here"),
            _(
                "The number may be mistyped, or this link lacks its key. "
                "With the phone or e-mail you gave, the order is found in a moment."
            ),
            link_button(_("Find my order"), paths.FIND_ORDER),
        ),
    )


def _hidden_title() -> rx.Component:
    """Every page has a first heading, seen or not."""
    return rx.el.h1(_("Your order"), class_name="hidden-but-read")


def add_pages(app: rx.App) -> None:
    """Register the page of one order."""
    add_shop_page(
        app,
        paths.ORDER,
        order_page,
        title=lambda: _("Your order"),
        on_load=OrderState.follow,
        listed=False,
    )
