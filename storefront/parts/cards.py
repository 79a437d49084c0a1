"""A product and a category as they lie on a shelf."""

from dataclasses import dataclass

import reflex as rx

from storefront import paths
from ui.parts.pictures import picture
from ui.parts.prices import price_tag
from ui.parts.values import Many, each, filled, when, yes_no
from ui.texts import _, localized


@dataclass(frozen=True, slots=True)
class ProductTile:
    """A product in a list; prices are text. `note`: 'Only 3 left', '4 colours'.

    `rating`: '4.6 (12)', in words '4.6 of 5 · 12 reviews'.
    """

    slug: str
    name: str
    image: str = ""
    price: str = ""
    compare_at: str = ""
    note: str = ""
    sold_out: bool = False
    rating: str = ""
    rating_words: str = ""


@dataclass(frozen=True, slots=True)
class CategoryTile:
    """A category; `count` in words: '12 products'."""

    slug: str
    name: str
    image: str = ""
    count: str = ""


def product_grid(tiles: Many, *, under_h1: bool = False) -> rx.Component:
    """Product tiles; `under_h1`: the list has no h2 of its own, so names are h2."""

    def drawn(tile: ProductTile) -> rx.Component:
        return rx.el.li(product_card(tile, under_h1=under_h1))

    return rx.el.ul(each(tiles, drawn), class_name="product-grid")


def product_card(tile: ProductTile, *, under_h1: bool = False) -> rx.Component:
    """The whole card leads to the product."""
    heading = rx.el.h2 if under_h1 else rx.el.h3
    sold_out = when(tile.sold_out, rx.el.span(_("Sold out")), rx.el.span(tile.note))
    return rx.el.article(
        picture(tile.image, ""),
        heading(
            rx.el.a(tile.name, href=localized(paths.product(f"{tile.slug}"))),
            class_name="product-card-name",
        ),
        price_tag(tile.price, tile.compare_at),
        when(filled(tile.rating), _rating(tile)),
        rx.el.p(sold_out, class_name="product-card-note"),
        class_name="product-card",
        custom_attrs={"data-sold-out": yes_no(tile.sold_out)},
    )


def _rating(tile: ProductTile) -> rx.Component:
    return rx.el.p(
        rx.el.span("★ ", class_name="stars", aria_hidden="true"),
        rx.el.span(tile.rating, aria_hidden="true"),
        rx.el.span(tile.rating_words, class_name="hidden-but-read"),
        class_name="product-card-rating",
    )


def category_grid(tiles: Many) -> rx.Component:
    """Category tiles."""
    return rx.el.ul(
        each(tiles, lambda tile: rx.el.li(category_card(tile))), class_name="category-grid"
    )


def category_card(tile: CategoryTile) -> rx.Component:
    """A picture and a name that lead to the category."""
    return rx.el.a(
        picture(tile.image, "", width=640, height=480),
        rx.el.span(
            tile.name,
            when(filled(tile.count), rx.el.span(" ", tile.count, class_name="category-tile-count")),
        ),
        href=localized(paths.category(f"{tile.slug}")),
        class_name="category-tile",
    )
