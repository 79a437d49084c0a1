"""What surrounds every page of the back office: the navigation on the left, below on phones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import reflex as rx

from admin import paths
from ui.parts.links import language_switch, nav_link, post_button, skip_link
from ui.parts.switches import theme_switch
from ui.parts.values import Children, Flag, Text, when
from ui.texts import _, localized


class Item(NamedTuple):
    """One entry of the navigation; `shown` only to those with the right."""

    path: str
    icon: str
    words: str
    shown: Flag = True
    below: bool = True


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame shows besides its own words."""

    shop_name: Text
    person: Text
    role: Text
    sees_customers: Flag = True
    sees_messages: Flag = True
    sees_reviews: Flag = True
    sees_staff: Flag = True
    sees_log: Flag = True
    sees_settings: Flag = True
    log_out_action: str = "/auth/logout"


class Search(NamedTuple):
    """The palette of the back office and its two buttons: at the side, and below on a phone."""

    palette: rx.Component
    button: rx.Component
    below: rx.Component


def frame(*content: rx.Component, shell: Shell, search: Search) -> rx.Component:
    """A page of the back office around its content."""
    items = _items(shell)
    return rx.el.div(
        skip_link(),
        rx.el.header(
            rx.el.a(
                rx.icon("sun-moon", size=20, aria_hidden="true"),
                rx.el.span(shell.shop_name, title=shell.shop_name),
                href=localized(paths.HOME),
                class_name="office-shop",
            ),
            search.button,
            _links(items, _("Main")),
            _person(shell, "theme"),
            class_name="office-side no-print",
        ),
        rx.el.main(
            *content, class_name="office-main", custom_attrs={"id": "content", "tabIndex": -1}
        ),
        _bottom_bar(items, shell, search.below),
        search.palette,
        class_name="office",
    )


def page_head(
    title: Text,
    *beside: Children,
    actions: Sequence[rx.Component] = (),
    back: tuple[str, str] | None = None,
) -> rx.Component:
    """The page's h1 with badges beside it, its actions, and (path, name) of the list above it."""
    return rx.el.div(
        _back(back) if back else rx.fragment(),
        rx.el.div(
            rx.el.div(rx.el.h1(title), *beside, class_name="office-head-title"),
            rx.el.div(*actions, class_name="row"),
            class_name="office-head",
        ),
    )


def _items(shell: Shell) -> list[Item]:
    return [
        Item(paths.HOME, "layout-dashboard", _("To do"), below=False),
        Item(paths.ORDERS, "receipt-text", _("Orders")),
        Item(paths.PRODUCTS, "package", _("Products")),
        Item(paths.STOCK, "warehouse", _("Stock")),
        Item(paths.CUSTOMERS, "contact-round", _("Customers"), shell.sees_customers),
        Item(paths.MESSAGES, "mail", _("Messages"), shell.sees_messages),
        Item(paths.REVIEWS, "star", _("Reviews"), shell.sees_reviews),
        Item(paths.STAFF, "users-round", _("Staff"), shell.sees_staff),
        Item(paths.LOG, "scroll-text", _("Audit log"), shell.sees_log),
        Item(paths.SETTINGS, "settings", _("Settings"), shell.sees_settings),
    ]


def _links(items: Sequence[Item], label: str) -> rx.Component:
    return rx.el.nav(
        *(when(item.shown, _link(item, 18)) for item in items),
        class_name="office-links",
        aria_label=label,
    )


def _link(item: Item, size: int) -> rx.Component:
    return nav_link(
        item.path, rx.icon(item.icon, size=size, aria_hidden="true"), item.words, below=item.below
    )


def _person(shell: Shell, identity: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.a(shell.person, href=localized(paths.ME), class_name="strong"),
            rx.el.p(shell.role, class_name="quiet"),
        ),
        rx.el.div(theme_switch(identity), language_switch(), class_name="row"),
        post_button(_("Log out"), shell.log_out_action, {"kind": "staff"}),
        class_name="office-person",
    )


def _bottom_bar(items: Sequence[Item], shell: Shell, search: rx.Component) -> rx.Component:
    more = rx.el.details(
        rx.el.summary(rx.icon("menu", size=20, aria_hidden="true"), _("More")),
        rx.el.div(
            _links([items[0], *items[4:]], _("More")),
            _person(shell, "theme-below"),
            class_name="office-sheet",
        ),
        class_name="office-more",
    )
    return rx.el.div(
        *(_link(item, 20) for item in items[1:4]),
        search,
        more,
        class_name="office-bottom no-print",
        role="navigation",
        aria_label=_("Main, below"),
    )


def _back(back: tuple[str, str]) -> rx.Component:
    path, name = back
    return rx.el.a(
        rx.icon("chevron-left", size=16, aria_hidden="true"),
        name,
        href=localized(path),
        class_name="office-back",
    )
