"""One import: how far it is, what came of it, and the step that comes next."""

from typing import Any

import reflex as rx

from admin.exchange.rows import FindingRow, finding_kinds, run_states
from admin.exchange.state import ImportState
from admin.parts.panels import side_panel
from admin.parts.tables import Column, data_table
from ui.parts.badges import state_badge
from ui.parts.buttons import action_button
from ui.parts.messages import notice
from ui.parts.refused import refusal_callout
from ui.parts.values import filled, is_some, when
from ui.texts import _


def import_panel() -> rx.Component:
    """Beside the list."""
    shown = ImportState.shown
    return side_panel(
        shown.title,
        refusal_callout(ImportState.refusal),
        rx.el.p(shown.filename, class_name="strong"),
        rx.el.div(
            state_badge(run_states, shown.state), rx.el.span(shown.progress), class_name="row"
        ),
        when(shown.busy, _bar()),
        rx.el.p(when(filled(shown.outcome), rx.el.span(shown.outcome)), role="status"),
        when(shown.may_begin, _begin()),
        when(shown.begun, notice(_("This file was imported after this dry run."))),
        when(shown.busy, rx.fragment(), _found()),
        open_now=ImportState.opened,
        on_close=ImportState.close_panel,
    )


def _bar() -> rx.Component:
    return rx.el.progress(
        value=ImportState.shown.share,
        max="100",
        class_name="run-bar",
        aria_label=_("Progress"),
    )


def _begin() -> rx.Component:
    shown = ImportState.shown
    words = rx.cond(shown.wrong, _("Import all that is right"), _("Import"))
    return action_button(words, ImportState.start(shown.id), icon="upload", tone="primary")


def _found() -> rx.Component:
    columns = [Column(_("Row"), end=True), Column(_("Column")), Column(_("What"))]
    table = data_table(
        columns, ImportState.findings, _cells, caption=_("Cell by cell"), empty=rx.fragment()
    )
    report = rx.el.a(
        rx.icon("download", size=16, aria_hidden="true"),
        _("Download the whole report"),
        href=ImportState.shown.report,
        class_name="text-link row",
        custom_attrs={"reloadDocument": True, "download": "report.csv"},
    )
    return when(is_some(ImportState.findings), rx.fragment(table, report))


def _cells(row: FindingRow) -> list[Any]:
    change = rx.el.span(
        when(filled(row.before), rx.el.del_(row.before, class_name="quiet")),
        " ",
        when(
            filled(row.sentence) & filled(row.after),
            rx.el.q(row.after),
            rx.el.span(row.after),
        ),
    )
    return [
        rx.el.span(row.line, class_name="number"),
        rx.el.span(row.column, class_name="number"),
        rx.el.span(
            rx.el.span(state_badge(finding_kinds, row.kind), change, class_name="row"),
            when(filled(row.sentence), rx.el.span(row.sentence, class_name="small")),
            class_name="two-lines",
        ),
    ]
