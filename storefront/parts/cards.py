"""A product and a category as they lie on a shelf."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront import paths
from ui.parts.pictures import picture
from ui.parts.prices import price_tag
from ui.parts.values import Flag, Many, Text, each, filled, when, yes_no
from ui.texts import _, localized


def product_card(
    *,
    slug: Text,
    name: Text,
    image: Text,
    price: Text,
    compare_at: Text = "",
    note: Text = "",
    sold_out: Flag = False,
    eager: bool = False,
) -> rx.Component:
    """The whole card leads to the product; `note`: 'Only 3 left', '4 colours'."""
    return rx.el.article(
        picture(image, "", eager=eager),
        rx.el.h3(
            rx.el.a(name, href=localized(paths.product(f"{slug}"))),
            class_name="product-card-name",
        ),
        price_tag(price, compare_at),
        rx.el.p(when(sold_out, rx.el.span(_("Sold out"))), note, class_name="product-card-note"),
        class_name="product-card",
        custom_attrs={"data-sold-out": yes_no(sold_out)},
    )


def product_grid(products: Many, card: Callable[[Any], rx.Component]) -> rx.Component:
    """Cards in a grid; `card(product)` draws one."""
    return rx.el.ul(
        each(products, lambda product: rx.el.li(card(product))), class_name="product-grid"
    )


def category_tile(*, slug: Text, name: Text, image: Text, count: Text = "") -> rx.Component:
    """A category; `count` in words ('12 products')."""
    return rx.el.a(
        picture(image, "", width=640, height=480),
        rx.el.span(
            name,
            when(filled(count), rx.el.span(" ", count, class_name="category-tile-count")),
        ),
        href=localized(paths.category(f"{slug}")),
        class_name="category-tile",
    )
