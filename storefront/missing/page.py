"""The page for addresses that lead nowhere, in the language of the address."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.constants import Page404

from storefront import paths
from storefront.shell.page import shop_page
from storefront.shell.state import ShellState
from ui.parts.buttons import link_button
from ui.parts.links import is_here
from ui.parts.messages import empty_state
from ui.texts import LOCALES, _, prefixed, speaking


def missing_page() -> rx.Component:
    """One page serves every language: what is shown hangs on the address."""
    return rx.fragment(_by_address(_in_one_language))


def _by_address(build: Callable[[], Any]) -> Any:
    """What `build` makes in the language that the address begins with."""
    chosen = build()
    for locale in LOCALES[1:]:
        here = is_here(prefixed(locale, ""), below=True)
        with speaking(locale):
            chosen = rx.cond(here, build(), chosen)
    return chosen


def _in_one_language() -> rx.Component:
    return shop_page(
        rx.el.h1(_("This page does not exist"), class_name="hidden-but-read"),
        empty_state(
            "compass",
            _("This page does not exist"),
            _("The address may have a typing mistake, or the page has moved."),
            rx.el.div(
                link_button(_("To the shop"), paths.HOME, size="3"),
                link_button(_("See all goods"), paths.PRODUCTS, tone="quiet", size="3"),
                link_button(_("Find my order"), paths.FIND_ORDER, tone="quiet", size="3"),
                class_name="row missing-ways",
            ),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register it for whatever no other page answers."""
    app.add_page(
        missing_page(),
        route=Page404.SLUG,
        title=_by_address(lambda: _("This page does not exist")),
        on_load=ShellState.load,
        context={"sitemap": None},
    )
