"""Remarks beside a cart's lines, on the cart's page and at the checkout."""

from typing import Any

import reflex as rx

from storefront import paths
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state, notice
from ui.parts.values import Flag, Number, Text, filled, when
from ui.texts import _


def empty_cart(text: str, last_order: Text) -> rx.Component:
    """Nothing in it: where to look, and where the last order is."""
    return empty_state(
        "shopping-bag",
        _("Your cart is empty"),
        text,
        rx.el.div(
            link_button(_("Look around"), paths.PRODUCTS),
            when(
                filled(last_order),
                link_button(_("Your last order"), last_order, tone="quiet"),
            ),
            class_name="row",
        ),
    )


def mending_notice(troubled: Flag, on_mend: Any) -> rx.Component:
    """Some lines cannot be ordered as they are; one click takes what is left."""
    said = notice(
        _("Some items are not available in that quantity."),
        tone="warning",
        action=action_button(_("Take what is left"), on_mend),
    )
    return rx.el.div(when(troubled, said), role="status")


def savings(missing: Text, reached: Number) -> rx.Component:
    """How far it is to the next threshold discount; nothing when there is none."""
    bar = rx.el.progress(
        value=rx.Var.create(reached).to_string(),
        max="100",
        class_name="savings-bar",
        aria_label=_("On the way to the discount"),
    )
    return when(filled(missing), rx.el.div(rx.el.p(missing), bar, class_name="savings"))
