"""Levels by SKU: find one, change it with a reason."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.filters import filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, may, office_page
from admin.stock.levels import level_badge
from admin.stock.panel import stock_panel
from admin.stock.panel_state import StockPanelState
from admin.stock.state import LevelLine, StockState
from commerce.people.rights import Right
from ui.parts.buttons import action_button, link_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state
from ui.parts.pager import pager
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def stock_page() -> rx.Component:
    """Every counted variant that is not archived."""
    stock = [Option("low", _("Low")), Option("out", _("Sold out"))]
    return office_page(
        page_head(_("Stock"), actions=[when(may(Right.STOCK_EDIT), _take())]),
        filter_row(
            filter_search("q", _("Search"), StockState.q, hint=_("Name or SKU")),
            filter_select("stock", _("Stock"), stock, StockState.stock),
            on_submit=StockState.narrow,
            on_clear=StockState.clear,
            any_set=filled(StockState.q) | filled(StockState.stock),  # pyright: ignore[reportArgumentType]
        ),
        refusal_callout(StockState.refusal),
        when_ready(StockState.loaded, _table(), table_skeleton()),
        pager(
            has_previous=filled(StockState.start),
            has_next=filled(StockState.further),
            on_previous=rx.redirect(StockState.start),
            on_next=rx.redirect(StockState.further),
        ),
        stock_panel(StockState.load),
    )


def _take() -> rx.Component:
    return link_button(_("Stock take"), f"{paths.STOCK_TAKE}/", icon="clipboard-list", tone="quiet")


def _table() -> rx.Component:
    columns = [
        Column(_("SKU")),
        Column(_("Product")),
        Column(_("Low from"), end=True),
        Column(_("Level"), end=True),
        Column("", end=True),
    ]
    nothing = empty_state(
        "warehouse", _("Nothing to count here"), _("Try fewer words, or clear the filters.")
    )
    return data_table(columns, StockState.lines, _cells, caption=_("Stock"), empty=nothing)


def _cells(line: LevelLine) -> list[Any]:
    words = rx.cond(may(Right.STOCK_EDIT), _("Adjust"), _("Show"))
    return [
        rx.el.span(line.sku, class_name="number strong"),
        rx.el.span(
            rx.el.span(picture(line.image, "", width=40, height=40), class_name="thumb"),
            rx.el.span(
                rx.el.a(line.name, href=line.href, class_name="text-link"),
                rx.el.span(line.options, class_name="quiet small"),
                class_name="stack-none",
            ),
            class_name="row",
        ),
        rx.el.span(line.low_at, class_name="number quiet"),
        rx.el.span(
            level_badge(line.level, line.words),
            rx.el.span(line.left, class_name="number"),
            class_name="row row-end",
        ),
        action_button(
            rx.fragment(words, rx.el.span(" ", line.sku, class_name="hidden-but-read")),
            StockPanelState.open_for(line.variant_id),
            size="1",
        ),
    ]


def add_pages(app: rx.App) -> None:
    """The list of levels."""
    add_office_page(
        app,
        paths.STOCK,
        stock_page,
        title=lambda: _("Stock"),
        on_load=[StockPanelState.close, StockState.load],
    )
