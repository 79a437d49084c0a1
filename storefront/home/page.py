"""The shop window."""

import reflex as rx

from storefront import paths
from storefront.shell.page import add_shop_page, shop_page
from ui.texts import _


def home_page() -> rx.Component:
    """What a visitor sees first."""
    return shop_page(rx.el.h1(_("Open day and night")))


def add_pages(app: rx.App) -> None:
    """Register the home page."""
    add_shop_page(app, paths.HOME, home_page, title=lambda: _("Home"))
