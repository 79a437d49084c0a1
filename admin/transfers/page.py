"""Statements of the bank: sent in as a file, each line with what came of it."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.file_upload import file_upload
from admin.parts.frame import page_head
from admin.parts.panels import panel
from admin.parts.tables import Column, data_table
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from admin.transfers.rows import StatementRow
from admin.transfers.state import TransfersState
from commerce.payments.statements import LARGEST, MOST
from commerce.people.rights import Right
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button
from ui.parts.links import text_link
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.TRANSFERS,
        transfers_page,
        title=lambda: _("Bank transfers"),
        on_load=TransfersState.load,
    )


def transfers_page() -> rx.Component:
    """The upload, then what needs somebody, then the rest."""
    return office_page(
        page_head(_("Settings")),
        settings_tabs(),
        refusal_callout(TransfersState.refusal),
        rx.el.div(
            when(may(Right.ORDERS_REFUND), _upload()),
            when_ready(TransfersState.loaded, _table(), table_skeleton(4)),
            class_name="stack",
        ),
    )


def _upload() -> rx.Component:
    columns = _("There must be columns such as date, amount and reference.")
    return panel(
        _("Statement of the bank"),
        rx.el.p(
            _(
                "Each line is matched to an order by its number and amount, and taken once, "
                "however often the file comes."
            ),
            class_name="quiet",
        ),
        file_upload(
            _("Statement as CSV"),
            "/media/transfers/statement",
            accept=".csv,text/csv",
            hint=columns,
            done=_(
                "{matched} paid their orders, {listed} need somebody, {known} were known.",
                matched="{matched}",
                listed="{listed}",
                known="{known}",
            ),
            problems={
                "no_columns": columns,
                "statement_line": _("A line is not in the right form; nothing was taken in."),
                "too_many_lines": _("At most {most} lines at once, please.", most=MOST),
                "text_size": _(
                    "This text is too large: at most {most} MB.", most=LARGEST // 1024 // 1024
                ),
                "not_utf8": _("Please save it as plain text in UTF-8."),
            },
            on_sent=TransfersState.load,
        ),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Day")),
        Column(_("Payer")),
        Column(_("Amount"), end=True),
        Column(_("What came of it")),
        Column("", end=True),
    ]
    nothing = empty_state(
        "landmark", _("No lines yet"), _("Send in a statement once customers have transferred.")
    )
    return data_table(
        columns, TransfersState.rows, _cells, caption=_("Bank transfers"), empty=nothing
    )


def _cells(row: StatementRow) -> list[Any]:
    spoken = rx.el.span(" ", row.text, class_name="hidden-but-read")
    done = action_button(
        rx.fragment(_("Dealt with"), spoken), TransfersState.solve(row.line_id), size="1"
    )
    return [
        row.day,
        rx.el.span(
            rx.el.span(row.payer, class_name="strong"),
            rx.el.span(row.text, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(row.amount, class_name="number"),
        rx.el.span(
            rx.el.span(
                when(
                    row.well,
                    label_badge(row.outcome, color="green"),
                    when(
                        row.solved,
                        label_badge(row.outcome),
                        label_badge(row.outcome, color="amber"),
                    ),
                ),
                " ",
                when(filled(row.href), text_link(row.href, row.order)),
            ),
            when(filled(row.advice), rx.el.span(row.advice, class_name="small")),
            class_name="two-lines",
        ),
        when(filled(row.advice) & may(Right.ORDERS_REFUND), done),
    ]
