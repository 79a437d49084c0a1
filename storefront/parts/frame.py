"""What surrounds every page of the storefront: header, footer and a phone's bottom bar."""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from storefront import paths
from storefront.parts.search_box import search_box
from ui.parts.links import here, language_switch, nav_link, skip_link
from ui.parts.skeletons import bone
from ui.parts.switches import theme_switch
from ui.parts.values import Many, Number, Text, each, filled, is_some, when
from ui.texts import _, localized, plural

Width = Literal["wide", "narrow", "form"]
_WIDTHS: dict[Width, str] = {
    "wide": "measure",
    "narrow": "measure measure-narrow",
    "form": "measure measure-form",
}


@dataclass(frozen=True, slots=True)
class ShelfLink:
    """A category as the navigation shows it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame shows besides its own words; an empty `person` is a guest."""

    shop_name: Text
    shelves: Many
    cart_count: Number
    person: Text = ""


def frame(*content: rx.Component, shell: Shell, width: Width = "wide") -> rx.Component:
    """A page of the storefront around its content."""
    return rx.el.div(
        skip_link(),
        _header(shell),
        rx.el.main(
            rx.el.div(*content, class_name=_WIDTHS[width]),
            custom_attrs={"id": "content", "tabIndex": -1},
        ),
        _footer(),
        _bottom_bar(shell),
        class_name="shop",
    )


def crumbs(*trail: tuple[str, Any], here: Text) -> rx.Component:
    """Where this page stands: (path, name) of each page above it."""
    return rx.el.nav(
        rx.el.ol(
            *(rx.el.li(rx.el.a(name, href=localized(path))) for path, name in trail),
            rx.el.li(rx.el.span(here, custom_attrs={"aria-current": "page"})),
        ),
        class_name="crumbs",
        aria_label=_("You are here"),
    )


def _header(shell: Shell) -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.a(
                rx.icon("sun-moon", size=24, aria_hidden="true"),
                _shop_name(shell.shop_name),
                href=localized(paths.HOME),
                class_name="wordmark",
            ),
            search_box(),
            rx.el.nav(_shelves(shell), class_name="shop-categories", aria_label=_("Categories")),
            rx.el.div(
                rx.el.a(
                    rx.icon("user-round", size=20, aria_hidden="true"),
                    when(filled(shell.person), rx.el.span(shell.person), rx.el.span(_("Log in"))),
                    href=localized(paths.ACCOUNT),
                    class_name="shop-tool shop-tool-wide",
                ),
                rx.el.a(
                    rx.icon("heart", size=20, aria_hidden="true"),
                    rx.el.span(_("Wish list"), class_name="hidden-but-read"),
                    href=localized(paths.WISHES),
                    class_name="shop-tool shop-tool-wide",
                ),
                rx.el.a(
                    rx.icon("shopping-bag", size=20, aria_hidden="true"),
                    rx.el.span(_("Cart")),
                    _count(shell.cart_count),
                    href=localized(paths.CART),
                    class_name="shop-tool shop-tool-wide",
                ),
                rx.el.div(language_switch(), class_name="shop-tool"),
                class_name="shop-tools",
            ),
            class_name="measure shop-bar",
        ),
        class_name="shop-header no-print",
    )


def _shop_name(name: Text) -> rx.Component:
    waiting = rx.el.span(rx.el.span(_("Home"), class_name="hidden-but-read"), bone("88px"))
    return when(filled(name), rx.el.span(name), waiting)


def _shelves(shell: Shell) -> rx.Component:
    return rx.fragment(nav_link(paths.PRODUCTS, _("All goods")), each(shell.shelves, _shelf))


def _shelf(shelf: ShelfLink) -> rx.Component:
    path = localized(paths.category(f"{shelf.slug}"))
    current = {"aria-current": rx.cond(here() == path, "page", "false")}
    return rx.el.a(shelf.name, href=path, custom_attrs=current)


def _count(count: Number) -> rx.Component:
    spoken = rx.el.span(
        plural("{count} item", "{count} items", count), class_name="hidden-but-read"
    )
    return when(
        is_some(count),
        rx.el.span(rx.el.span(count, aria_hidden="true"), spoken, class_name="count"),
    )


def _footer() -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            rx.el.nav(
                rx.el.a(_("Find my order"), href=localized(paths.FIND_ORDER)),
                rx.el.a(_("Help"), href=localized(paths.HELP)),
                rx.el.a(_("Terms"), href=localized(paths.TERMS)),
                aria_label=_("Service"),
            ),
            rx.el.p(_("Order at any hour: this shop never closes.")),
            theme_switch(),
            class_name="measure shop-footer-row",
        ),
        class_name="shop-footer no-print",
    )


def _bottom_bar(shell: Shell) -> rx.Component:
    return rx.el.nav(
        nav_link(paths.HOME, rx.icon("house", size=20, aria_hidden="true"), _("Home")),
        nav_link(
            paths.PRODUCTS, rx.icon("layout-grid", size=20, aria_hidden="true"), _("All goods")
        ),
        nav_link(
            paths.CART,
            rx.icon("shopping-bag", size=20, aria_hidden="true"),
            _("Cart"),
            _count(shell.cart_count),
        ),
        nav_link(
            paths.ACCOUNT,
            rx.icon("user-round", size=20, aria_hidden="true"),
            _("Me"),
            below=True,
        ),
        class_name="shop-bottom no-print",
        aria_label=_("Main"),
    )
