"""Registers the pages of products."""

import reflex as rx

from admin import paths
from admin.products.editor_page import editor_page
from admin.products.editor_state import EditorState
from admin.products.page import products_page
from admin.products.state import ProductsState
from admin.shell.page import add_office_page
from admin.stock.panel_state import StockPanelState
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """The list and the form of one product."""
    add_office_page(
        app,
        paths.PRODUCTS,
        products_page,
        title=lambda: _("Products"),
        on_load=ProductsState.load,
    )
    add_office_page(
        app,
        paths.PRODUCT,
        editor_page,
        title=lambda: rx.cond(EditorState.head.name, EditorState.head.name, _("New product")),
        on_load=[StockPanelState.close, EditorState.load],
    )
