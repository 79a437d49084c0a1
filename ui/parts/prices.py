"""A price, and what it was before."""

import reflex as rx

from ui.parts.values import Text, filled, when, yes_no
from ui.texts import _


def price_tag(price: Text, compare_at: Text = "", *, large: bool = False) -> rx.Component:
    """Both as text (ui.amounts.money_text); the old price is spoken as such."""
    reduced = filled(compare_at)
    before = rx.el.del_(
        rx.el.span(_("Before:") + " ", class_name="hidden-but-read"),
        compare_at,
        class_name="price-was",
    )
    return rx.el.span(
        rx.el.span(price, class_name="price-now"),
        when(reduced, before),
        class_name="price price-large" if large else "price",
        custom_attrs={"data-reduced": yes_no(reduced)},
    )
