"""The lower half of the page: files out, each written by a job and kept for a day."""

from typing import Any

import reflex as rx

from admin.exchange.export_rows import ExportRow
from admin.exchange.export_state import ExportState
from admin.exchange.rows import run_states
from admin.parts.moments import time_tag
from admin.parts.panels import panel
from admin.parts.tables import Column, data_table
from admin.shell.page import may
from commerce.operations.exchange.exporting import RIGHTS
from commerce.operations.exchange.models import ExchangeKind
from ui.parts.badges import state_badge
from ui.parts.buttons import action_button
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def exports() -> rx.Component:
    """What can be had, and what was."""
    return rx.fragment(
        _asking(),
        refusal_callout(ExportState.refusal),
        when_ready(ExportState.loaded, _table(), table_skeleton(3)),
    )


def orders_export() -> rx.Component:
    """The button beside the list of orders: a file of what it is narrowed to."""
    button = action_button(_("Export this view"), ExportState.ask_orders, icon="download")
    return when(may(RIGHTS[ExchangeKind.ORDERS]), button)


def _asking() -> rx.Component:
    said = _(
        "A CSV file is written by itself and kept for a day. One of products is such as an import"
        " takes: change it in a spreadsheet and send it back. To export some orders only, narrow"
        " their list and export from there."
    )
    buttons = (
        _button(ExchangeKind.PRODUCTS, _("Export products"), "package"),
        _button(ExchangeKind.ORDERS, _("Export all orders"), "receipt-text"),
        _button(ExchangeKind.CUSTOMERS, _("Export customers"), "users"),
    )
    return panel(
        _("Export"), rx.el.p(said, class_name="quiet"), rx.el.div(*buttons, class_name="row")
    )


def _button(kind: ExchangeKind, words: str, icon: str) -> rx.Component:
    return when(may(RIGHTS[kind]), action_button(words, ExportState.ask(kind.value), icon=icon))


def _table() -> rx.Component:
    columns = [
        Column(_("What")),
        Column(_("State")),
        Column(_("Begun")),
        Column(_("By")),
        Column("", end=True),
    ]
    nothing = empty_state(
        "download", _("Nothing exported yet"), _("Files that are written are listed here.")
    )
    return data_table(columns, ExportState.rows, _cells, caption=_("Exports"), empty=nothing)


def _cells(row: ExportRow) -> list[Any]:
    spoken = rx.el.span(" ", row.filename, class_name="hidden-but-read")
    file = rx.el.a(
        rx.icon("download", size=16, aria_hidden="true"),
        _("Download"),
        spoken,
        href=row.file,
        class_name="text-link row row-end",
        custom_attrs={"reloadDocument": True, "download": row.filename},
    )
    gone = rx.el.span(_("No longer kept"), class_name="quiet small")
    return [
        rx.el.span(
            rx.el.span(
                rx.el.span(row.title, class_name="strong"),
                " ",
                rx.el.span(row.note, class_name="quiet small"),
            ),
            rx.el.span(row.filename, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(
            state_badge(run_states, row.state),
            rx.el.span(row.progress, class_name="quiet small"),
            class_name="two-lines",
        ),
        time_tag(row.at),
        row.by,
        when(filled(row.file), file, when(row.forgotten, gone)),
    ]
