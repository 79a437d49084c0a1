"""The list of products: search, filters, and what needs a hand."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.filters import filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.parts.tables import Column, data_table, row_link
from admin.products.lines import ProductLine
from admin.products.state import ProductsState
from admin.shell.page import may, office_page
from admin.stock.levels import level_badge
from commerce.people.rights import Right
from ui.parts.badges import product_states, state_badge
from ui.parts.buttons import link_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state
from ui.parts.pager import pager
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def products_page() -> rx.Component:
    """Every product of the shop, the newest first."""
    return office_page(
        page_head(
            _("Products"),
            actions=[
                link_button(_("Categories"), f"{paths.CATEGORIES}/", icon="library", tone="quiet"),
                when(may(Right.PRODUCTS_EDIT), _files()),
                when(may(Right.PRODUCTS_EDIT), _new_product()),
            ],
        ),
        _filters(),
        refusal_callout(ProductsState.refusal),
        when_ready(ProductsState.loaded, _table(), table_skeleton()),
        pager(
            has_previous=filled(ProductsState.newer),
            has_next=filled(ProductsState.older),
            on_previous=rx.redirect(ProductsState.newer),
            on_next=rx.redirect(ProductsState.older),
        ),
    )


def _files() -> rx.Component:
    words = _("Import and export")
    return link_button(words, f"{paths.EXCHANGE}/", icon="file-spreadsheet", tone="quiet")


def _new_product() -> rx.Component:
    return link_button(_("New product"), f"{paths.product('new')}/", icon="plus")


def _filters() -> rx.Component:
    wanted = ProductsState.wanted
    states = [Option(code, shown.words) for code, shown in product_states().items()]
    stock = [Option("low", _("Low")), Option("out", _("Sold out"))]
    return filter_row(
        filter_search("q", _("Search"), wanted.q, hint=_("Name or SKU")),
        filter_select(
            "category", _("Category"), ProductsState.shelves.to(list[Option]), wanted.category
        ),
        filter_select("state", _("State"), states, wanted.state),
        filter_select("stock", _("Stock"), stock, wanted.stock),
        on_submit=ProductsState.narrow,
        on_clear=ProductsState.clear,
        any_set=ProductsState.narrowed,
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Product")),
        Column(_("State")),
        Column(_("SKU")),
        Column(_("Price"), end=True),
        Column(_("Stock"), end=True),
    ]
    return data_table(columns, ProductsState.lines, _cells, caption=_("Products"), empty=_nothing())


def _cells(line: ProductLine) -> list[Any]:
    return [
        rx.el.span(
            rx.el.span(picture(line.image, "", width=40, height=40), class_name="thumb"),
            rx.el.span(
                row_link(line.href, line.name),
                rx.el.span(line.category, class_name="quiet small"),
                class_name="stack-none",
            ),
            class_name="row",
        ),
        state_badge(product_states, line.state),
        rx.el.span(line.skus, class_name="number"),
        rx.el.span(line.price, class_name="number"),
        rx.el.span(
            level_badge(line.level, line.note),
            rx.el.span(line.left, class_name="number"),
            class_name="row row-end",
        ),
    ]


def _nothing() -> rx.Component:
    found_none = empty_state(
        "search-x",
        _("No product fits"),
        _("Try fewer words, or clear the filters."),
    )
    have_none = empty_state(
        "package",
        _("No products yet"),
        _("Give the first one a name, a price and a picture, then publish it."),
        when(may(Right.PRODUCTS_EDIT), _new_product()),
    )
    return when(ProductsState.narrowed, found_none, have_none)
