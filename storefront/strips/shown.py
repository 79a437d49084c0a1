"""The rows of goods as pages show them, each with the reason why one sees it."""

import reflex as rx

from storefront.parts.cards import product_grid
from storefront.strips.state import StripsState
from ui.parts.buttons import action_button
from ui.parts.values import Many, Text, is_some, when
from ui.texts import _


def together_with_this() -> rx.Component:
    """On a product's page."""
    why = _("Bought together with this by other customers in the last four weeks.")
    return _strip(_("Others also bought"), why, StripsState.together)


def together_with_cart(tiles: Many) -> rx.Component:
    """On the cart's page."""
    why = _("Bought together with what is in your cart by other customers in the last four weeks.")
    return _strip(_("Others also bought"), why, tiles)


def together_with_looks() -> rx.Component:
    """On the home page."""
    why = _("Bought by other customers together with what you looked at.")
    return _strip(_("You may also like"), why, StripsState.liked)


def looked_before() -> rx.Component:
    """What the visitor opened, and the way to have it forgotten."""
    forget = action_button(_("Forget these"), StripsState.forget, icon="x", tone="plain")
    why = _("You opened these. They are kept for 90 days and shown to you alone.")
    return _strip(_("What you looked at"), why, StripsState.looked, forget)


def _strip(
    heading: str, why: Text, tiles: Many, action: rx.Component | None = None
) -> rx.Component:
    head = rx.el.div(rx.el.h2(heading), rx.el.p(why, class_name="quiet small"))
    drawn = rx.el.section(
        rx.el.div(head, action or rx.fragment(), class_name="row-apart"),
        product_grid(tiles),
        class_name="stack strip",
    )
    return when(is_some(tiles), drawn)
