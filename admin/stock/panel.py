"""The panel of one level: change it with a reason, see what happened before."""

from typing import Any

import reflex as rx

from admin.parts.panels import side_panel
from admin.shell.page import may
from admin.stock.keys_part import keys_part
from admin.stock.panel_state import LedgerLine, StockPanelState
from commerce.people.rights import Right
from ui.parts.buttons import submit_button
from ui.parts.fields import Option, choice_pills, text_field
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled, when
from ui.texts import _


def stock_panel(on_changed: Any) -> rx.Component:
    """Opened by `StockPanelState.open_for(variant_id)`; `on_changed` follows each change."""
    opened = StockPanelState.opened
    return side_panel(
        _("Stock of {sku}", sku=opened.sku),
        rx.el.p(rx.el.span(opened.left, class_name="strong number"), " ", _("in stock")),
        when(opened.keyed, keys_part(on_changed)),
        when(
            may(Right.STOCK_EDIT),
            rx.el.div(
                refusal_callout(StockPanelState.refusal),
                when(opened.keyed, rx.fragment(), _change_form(on_changed)),
                _mark_form(on_changed),
                class_name="stack",
            ),
        ),
        _ledger(),
        open_now=filled(opened.variant_id),
        on_close=StockPanelState.close,
        text=_("Every change is kept below with its reason."),
    )


def _change_form(on_changed: Any) -> rx.Component:
    ways = [Option("by", _("Add or take away")), Option("to", _("Set to what was counted"))]
    return rx.el.form(
        rx.el.input(type="hidden", name="key", value=StockPanelState.opened.key, read_only=True),
        choice_pills(
            "way", _("How"), ways, value="by", error=field_error(StockPanelState.refusal, "way")
        ),
        text_field(
            "quantity",
            _("Quantity"),
            help_text=_("Below zero takes away, for example -2."),
            error=field_error(StockPanelState.refusal, "quantity"),
            input_mode="text",
            auto_complete="off",
            max_length=8,
        ),
        text_field(
            "note",
            _("Reason"),
            error=field_error(StockPanelState.refusal, "note"),
            max_length=200,
            auto_complete="off",
        ),
        submit_button(_("Change stock")),
        on_submit=[StockPanelState.adjust, on_changed],
        key=StockPanelState.opened.key,
        class_name="stack",
    )


def _mark_form(on_changed: Any) -> rx.Component:
    opened = StockPanelState.opened
    return rx.el.form(
        text_field(
            "low_at",
            _("Counts as low from"),
            error=field_error(StockPanelState.refusal, "low_at"),
            default_value=opened.low_at,
            input_mode="numeric",
            max_length=7,
        ),
        submit_button(_("Save"), wide=False, tone="quiet", size="2"),
        on_submit=[StockPanelState.mark_low, on_changed],
        key=opened.key,
        class_name="row row-fields",
    )


def _ledger() -> rx.Component:
    return rx.el.section(
        rx.el.h3(_("Changes so far")),
        rx.el.ol(rx.foreach(StockPanelState.ledger, _ledger_line), class_name="ledger"),
        class_name="stack-tight",
    )


def _ledger_line(line: LedgerLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.change, class_name="ledger-change number strong"),
        rx.el.span(
            rx.el.span(line.reason),
            when(filled(line.note), rx.el.span(" · ", line.note)),
            rx.el.br(),
            rx.el.span(
                rx.el.time(line.at, date_time=line.iso),
                when(filled(line.who), rx.el.span(" · ", line.who)),
                class_name="quiet small",
            ),
        ),
        rx.el.span(line.level, class_name="number quiet"),
    )
