"""The shop window."""

import reflex as rx

from ui.pages import add_page
from ui.texts import _


def home_page() -> rx.Component:
    """What a visitor sees first."""
    return rx.el.main(rx.heading(_("Open day and night")))


def add_pages(app: rx.App) -> None:
    """Register the home page."""
    add_page(app, "/", home_page, title=lambda: _("Home"))
