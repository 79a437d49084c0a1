"""Stock take: count shelves by scan or by hand, see what differs, book it with one click."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.panels import panel
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, office_page
from admin.stock_take.rows import CountRow, TakeRow, take_states
from admin.stock_take.state import StockTakeState
from ui.parts.badges import state_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.STOCK_TAKE,
        stock_take_page,
        title=lambda: _("Stock take"),
        on_load=StockTakeState.load,
    )


def stock_take_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Stock take"), back=(paths.STOCK, _("Stock"))),
        refusal_callout(StockTakeState.refusal),
        when_ready(StockTakeState.loaded, _content(), table_skeleton(4)),
    )


def _content() -> rx.Component:
    return rx.el.div(
        when(filled(StockTakeState.shown.id), _shown()),
        when(StockTakeState.shown.open, rx.fragment(), _begin()),
        when(is_some(StockTakeState.takes), _takes()),
        class_name="stack",
    )


def _begin() -> rx.Component:
    said = _(
        "Count while orders come in: each count is kept with what had to be there at that moment,"
        " and booking changes stock by what differed. Several people may count at once."
    )
    form = rx.el.form(
        text_field(
            "name",
            _("What you count"),
            help_text=_("Such as: cellar, shelf 4"),
            error=field_error(StockTakeState.refusal, "name"),
            max_length=80,
            auto_complete="off",
        ),
        rx.el.div(submit_button(_("Begin"), wide=False), class_name="row"),
        on_submit=StockTakeState.start,
        class_name="stack",
    )
    return panel(_("New stock take"), rx.el.p(said, class_name="quiet"), form)


def _shown() -> rx.Component:
    shown = StockTakeState.shown
    deeds = rx.el.div(
        action_button(
            _("Book the differences"),
            StockTakeState.book(shown.id),
            icon="check",
            tone="primary",
            disabled=StockTakeState.counts.length() == 0,
        ),
        action_button(_("Drop it"), StockTakeState.drop(shown.id), tone="quiet"),
        class_name="row",
    )
    return panel(
        shown.name,
        rx.el.div(
            state_badge(take_states, shown.state),
            rx.el.span(shown.totals, class_name="quiet small"),
            class_name="row",
        ),
        when(shown.open, _count_form()),
        rx.el.p(StockTakeState.said.words, role="status", class_name="strong"),
        _counts(),
        when(shown.open, deeds),
    )


def _count_form() -> rx.Component:
    refusal = StockTakeState.refusal
    return rx.el.form(
        rx.el.input(type="hidden", name="take_id", value=StockTakeState.shown.id, read_only=True),
        text_field(
            "sku",
            _("SKU"),
            help_text=_("Scan it or type it."),
            error=field_error(refusal, "sku"),
            max_length=64,
            auto_complete="off",
            auto_focus=True,
        ),
        text_field(
            "quantity",
            _("Pieces"),
            help_text=_("Left empty it adds one, as a scanner does."),
            error=field_error(refusal, "quantity"),
            optional=True,
            input_mode="numeric",
            max_length=7,
            auto_complete="off",
        ),
        submit_button(_("Count"), wide=False),
        on_submit=StockTakeState.count,
        key=StockTakeState.said.n.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
        class_name="row row-fields shelf-count",
    )


def _counts() -> rx.Component:
    columns = [
        Column(_("SKU")),
        Column(_("Counted"), end=True),
        Column(_("Expected"), end=True),
        Column(_("Difference")),
        Column(_("When")),
    ]
    nothing = empty_state(
        "scan-barcode", _("Nothing counted yet"), _("What had to be there is shown after a count.")
    )
    return data_table(
        columns, StockTakeState.counts, _count_cells, caption=_("Counts"), empty=nothing
    )


def _count_cells(row: CountRow) -> list[Any]:
    return [
        rx.el.span(
            rx.el.span(row.sku, class_name="number strong"),
            rx.el.span(row.name, " ", row.options, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(row.counted, class_name="number"),
        rx.el.span(row.expected, class_name="number quiet"),
        rx.el.span(
            _difference(row), rx.el.span(row.note, class_name="small"), class_name="two-lines"
        ),
        rx.el.span(
            time_tag(row.at), rx.el.span(row.by, class_name="quiet small"), class_name="two-lines"
        ),
    ]


def _difference(row: CountRow) -> rx.Component:
    def badge(color: Any) -> rx.Component:
        return rx.badge(
            row.difference,
            color_scheme=color,
            variant="soft",
            high_contrast=True,
            class_name="badge number",
        )

    same = rx.el.span(row.difference, class_name="number")
    return rx.fragment(rx.match(row.look, ("more", badge("amber")), ("less", badge("red")), same))


def _takes() -> rx.Component:
    columns = [
        Column(_("Stock take")),
        Column(_("State")),
        Column(_("Begun")),
        Column(_("By")),
        Column("", end=True),
    ]
    return data_table(
        columns, StockTakeState.takes, _take_cells, caption=_("Stock takes"), empty=rx.fragment()
    )


def _take_cells(row: TakeRow) -> list[Any]:
    spoken = rx.el.span(" ", row.name, class_name="hidden-but-read")
    return [
        rx.el.span(row.name, class_name="strong"),
        state_badge(take_states, row.state),
        time_tag(row.at),
        row.by,
        action_button(rx.fragment(_("Look"), spoken), StockTakeState.look(row.id), size="1"),
    ]
