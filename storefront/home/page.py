"""The shop window."""

import reflex as rx

from storefront import paths
from storefront.home.state import HomeState
from storefront.parts.cards import ProductTile, category_grid, product_grid
from storefront.parts.deliveries import delivery_list
from storefront.shell.page import add_shop_page, shop_page
from storefront.shell.state import ShellState
from storefront.strips.shown import looked_before, together_with_looks
from storefront.strips.state import StripsState
from ui.pages import kept_title
from ui.parts.buttons import link_button
from ui.parts.links import text_link
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, card_skeletons, when_ready
from ui.parts.values import Many, Text, each, filled, is_some, when
from ui.texts import _, localized


def home_page() -> rx.Component:
    """What a visitor sees first."""
    return shop_page(
        rx.el.div(
            _hero(ShellState.shop_name, HomeState.window),
            refusal_callout(HomeState.refusal),
            _section(_("Categories"), when_ready(HomeState.ready, _shelves(), card_skeletons(4))),
            _section(
                _("Popular now"),
                when_ready(HomeState.ready, product_grid(HomeState.popular), card_skeletons(4)),
                paths.PRODUCTS,
            ),
            _promises(),
            _section(
                _("New arrivals"),
                when_ready(HomeState.ready, product_grid(HomeState.newest), card_skeletons(4)),
                paths.PRODUCTS + "?sort=newest",
            ),
            together_with_looks(),
            looked_before(),
            class_name="home",
        )
    )


def _hero(shop_name: Text, window: Many) -> rx.Component:
    name = when(filled(shop_name), rx.el.span(shop_name), bone("240px", "48px"))
    return rx.el.section(
        rx.el.div(
            rx.el.p(
                rx.el.span(class_name="open-dot", aria_hidden="true"),
                _("Open now, day and night"),
                class_name="hero-open",
            ),
            rx.el.h1(name),
            rx.el.p(
                _("Order at any hour. We take it from there, also while you sleep."),
                class_name="hero-words",
            ),
            link_button(_("Look around"), paths.PRODUCTS, size="4"),
            class_name="hero-text",
        ),
        rx.el.div(each(window, _in_window), class_name="hero-window"),
        class_name="hero",
    )


def _in_window(tile: ProductTile) -> rx.Component:
    return rx.el.a(
        picture(tile.image, tile.name, width=800, height=800, eager=True),
        href=localized(paths.product(f"{tile.slug}")),
    )


def _shelves() -> rx.Component:
    return category_grid(HomeState.shelves)


def _section(heading: str, content: rx.Component, more: str = "") -> rx.Component:
    link = text_link(more, _("See all")) if more else rx.fragment()
    return rx.el.section(
        rx.el.div(rx.el.h2(heading), link, class_name="row-apart"), content, class_name="stack"
    )


def _promises() -> rx.Component:
    drawn = rx.el.section(
        rx.el.div(
            rx.el.h2(_("Here when you need it")),
            rx.el.p(_("What you order now, and when it comes."), class_name="quiet"),
            class_name="stack-tight",
        ),
        delivery_list(HomeState.ways),
        class_name="home-promises",
    )
    return when(is_some(HomeState.ways), drawn)


def add_pages(app: rx.App) -> None:
    """Register the home page."""
    add_shop_page(
        app,
        paths.HOME,
        home_page,
        title=lambda: kept_title(ShellState.shop_name),
        on_load=[HomeState.load, StripsState.load_home],
    )
