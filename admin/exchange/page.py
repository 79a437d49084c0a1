"""Import and export: a file in, tried first; each with its progress and what was found."""

from typing import Any

import reflex as rx

from admin import paths
from admin.exchange.columns import column_list
from admin.exchange.export_state import ExportState
from admin.exchange.exports import exports
from admin.exchange.panel import import_panel
from admin.exchange.rows import RunRow, run_states
from admin.exchange.state import ImportState
from admin.parts.file_upload import file_upload
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.panels import panel
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, office_page
from commerce.operations.exchange.tables import LARGEST, MOST_ROWS
from ui.amounts import number_text
from ui.parts.badges import state_badge
from ui.parts.buttons import action_button
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _

_MOST = LARGEST // 1024 // 1024


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.EXCHANGE,
        exchange_page,
        title=lambda: _("Import and export"),
        on_load=[ImportState.load, ExportState.load, ImportState.follow, ExportState.follow],
    )


def exchange_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Import and export"), back=(paths.PRODUCTS, _("Products"))),
        when(ImportState.opened, rx.fragment(), refusal_callout(ImportState.refusal)),
        rx.el.div(
            _import(),
            when_ready(ImportState.loaded, _table(), table_skeleton(4)),
            exports(),
            class_name="stack",
        ),
        import_panel(),
    )


def _import() -> rx.Component:
    said = _(
        "A row for each variant, the rows of a product below each other. Your file is tried first"
        " and changes nothing; you see what would happen, then you import it."
    )
    template = rx.el.a(
        rx.icon("download", size=16, aria_hidden="true"),
        _("Download the template"),
        href="/media/imports/template",
        class_name="text-link row",
        custom_attrs={"reloadDocument": True, "download": "products.csv"},
    )
    return panel(
        _("Import products, prices and stock"),
        rx.el.p(said, class_name="quiet"),
        template,
        file_upload(
            _("CSV file"),
            "/media/imports",
            named=True,
            accept=".csv,.txt,text/csv",
            hint=_(
                "Choose it or drop it here. At most {rows} rows and {most} MB; UTF-8 or GB18030,"
                " as spreadsheets write it.",
                rows=number_text(MOST_ROWS),
                most=_MOST,
            ),
            done=_("{name} is being tried: {rows} rows.", name="{name}", rows="{rows}"),
            problems={
                "body_too_large": _("This text is too large: at most {most} MB.", most=_MOST)
            },
            on_sent=ImportState.open_newest,
        ),
        column_list(),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("What")),
        Column(_("State")),
        Column(_("Begun")),
        Column(_("By")),
        Column("", end=True),
    ]
    nothing = empty_state(
        "file-spreadsheet",
        _("Nothing imported yet"),
        _("Files that you send are listed here with what came of them."),
    )
    return data_table(columns, ImportState.rows, _cells, caption=_("Imports"), empty=nothing)


def _cells(row: RunRow) -> list[Any]:
    spoken = rx.el.span(" ", row.title, " ", row.filename, class_name="hidden-but-read")
    return [
        rx.el.span(
            rx.el.span(row.title, class_name="strong"),
            rx.el.span(row.filename, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(
            state_badge(run_states, row.state),
            rx.el.span(
                when(filled(row.outcome), rx.el.span(row.outcome), rx.el.span(row.progress)),
                class_name="quiet small",
            ),
            class_name="two-lines",
        ),
        time_tag(row.at),
        row.by,
        action_button(rx.fragment(_("Look"), spoken), ImportState.open_panel(row.id), size="1"),
    ]
