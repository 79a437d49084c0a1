"""All goods, a category, and what a search found: one list, narrowed by its address."""

import reflex as rx

from storefront import paths
from storefront.parts.cards import product_grid
from storefront.shell.page import add_shop_page, shop_page
from storefront.shelves.parts import chips, filter_panel, toolbar, word_links
from storefront.shelves.state import ShelfState
from ui.pages import kept_title
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import bone, card_skeletons, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def shelf_page() -> rx.Component:
    """A list of products, or a word about a category that does not exist."""
    return shop_page(when(ShelfState.found == "no", _unknown(), _list()))


def _list() -> rx.Component:
    shelf = ShelfState.shelf
    return rx.el.div(
        rx.el.div(
            rx.el.h1(when(filled(shelf.heading), rx.el.span(shelf.heading), bone("180px", "34px"))),
        ),
        refusal_callout(
            ShelfState.refusal, link_button(_("All goods"), paths.PRODUCTS, tone="quiet")
        ),
        rx.el.div(
            filter_panel(shelf, ShelfState.narrow, ShelfState.refusal),
            rx.el.section(
                toolbar(shelf, ShelfState.sort_by),
                rx.el.div(chips(shelf), class_name="shelf-chips"),
                when(filled(shelf.meant), rx.el.p(shelf.meant, class_name="quiet", role="status")),
                when_ready(ShelfState.found == "yes", _products(), card_skeletons(9)),
                class_name="stack",
                aria_label=_("Products"),
            ),
            class_name="shelf",
        ),
        class_name="stack",
        custom_attrs={"data-busy": rx.cond(ShelfState.is_hydrated, "false", "true")},
    )


def _products() -> rx.Component:
    shown = rx.el.div(
        product_grid(ShelfState.tiles, under_h1=True),
        when(
            filled(ShelfState.more_after),
            rx.el.div(
                action_button(_("Show more"), ShelfState.more, size="3"), class_name="shelf-more"
            ),
        ),
        class_name="stack-loose",
    )
    return when(is_some(ShelfState.tiles), shown, _nothing())


def _nothing() -> rx.Component:
    shelf = ShelfState.shelf
    narrowed = empty_state(
        "filter-x",
        _("Nothing fits all of these filters"),
        _("Take one away, or begin anew with the whole list."),
        link_button(_("Clear filters"), shelf.clear_href, tone="quiet"),
    )
    searched = rx.el.div(
        empty_state(
            "search-x",
            _("Nothing found"),
            _("Try fewer or other words: “tea” finds more than “green tea in a tin”."),
            word_links(_("Did you mean"), shelf.instead),
        ),
        when(
            is_some(ShelfState.popular),
            rx.el.section(
                rx.el.h2(_("Popular now")), product_grid(ShelfState.popular), class_name="stack"
            ),
        ),
        class_name="stack-loose found-nothing",
    )
    bare = empty_state(
        "package-open",
        _("This shelf is being filled"),
        _("Have a look at the others meanwhile."),
        link_button(_("See all goods"), paths.PRODUCTS, tone="quiet"),
    )
    return when(is_some(shelf.chips), narrowed, when(filled(shelf.query), searched, bare))


def _unknown() -> rx.Component:
    return rx.el.div(
        rx.el.h1(_("There is no such category")),
        empty_state(
            "map-pin-off",
            _("This shelf is not here any more"),
            _("It may have been renamed. All our goods are one click away."),
            link_button(_("See all goods"), paths.PRODUCTS),
        ),
        class_name="stack",
    )


def add_pages(app: rx.App) -> None:
    """Register the lists."""
    add_shop_page(
        app, paths.PRODUCTS, shelf_page, title=lambda: _("All goods"), on_load=ShelfState.load
    )
    add_shop_page(
        app,
        paths.CATEGORY,
        shelf_page,
        title=lambda: kept_title(ShelfState.title),
        on_load=ShelfState.load,
    )
