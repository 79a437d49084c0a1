"""Keys of a variant in the stock panel: how many there are, and more of them, pasted or as a file."""

from typing import Any

import reflex as rx

from admin.parts.file_upload import file_upload
from admin.parts.panels import facts
from admin.shell.page import may
from admin.stock.keys_state import LONGEST, KeysState
from admin.stock.panel_state import StockPanelState
from commerce.people.rights import Right
from commerce.stock.keys import MOST_AT_ONCE
from ui.parts.buttons import submit_button
from ui.parts.fields import area_field
from ui.parts.messages import notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled, when
from ui.texts import _


def keys_part(on_changed: Any) -> rx.Component:
    """Counts alone, and for those who count stock a way to add keys; no key is shown again."""
    opened = StockPanelState.opened
    added = [StockPanelState.open_for(opened.variant_id), on_changed]
    return rx.el.section(
        facts(
            (_("Free keys"), rx.el.span(opened.free, class_name="number strong")),
            (_("Given to orders"), rx.el.span(opened.given, class_name="number")),
        ),
        when(
            may(Right.STOCK_EDIT),
            rx.el.div(
                _pasted(opened.variant_id, added),
                _sent(opened.variant_id, added),
                class_name="stack",
            ),
        ),
        class_name="stack",
        aria_label=_("Keys"),
    )


def _pasted(variant_id: rx.Var[str], added: list[Any]) -> rx.Component:
    refusal = KeysState.refusal
    of_this = KeysState.about == variant_id
    report = when(filled(KeysState.report), notice(KeysState.report, tone="good"))
    return rx.el.form(
        rx.el.input(type="hidden", name="variant_id", value=variant_id, read_only=True),
        when(of_this, rx.el.div(refusal_callout(refusal), rx.el.div(report, role="status"))),
        area_field(
            "keys",
            _("Paste keys"),
            help_text=_("One a line, at most {most}. They are kept sealed.", most=MOST_AT_ONCE),
            error=rx.cond(of_this, field_error(refusal, "keys"), "").to(str),
            rows="6",
            max_length=LONGEST,
            auto_complete="off",
            custom_attrs={"spellCheck": "false", "autocapitalize": "off"},
        ),
        submit_button(_("Add keys")),
        on_submit=[KeysState.add, *added],
        key=KeysState.drawn.to(str),
        class_name="stack",
    )


def _sent(variant_id: rx.Var[str], added: list[Any]) -> rx.Component:
    return file_upload(
        _("Or a text file"),
        f"/media/variants/{variant_id}/keys",
        accept=".txt,.csv,text/plain",
        hint=_("Plain text in UTF-8, one key a line, up to 2 MB."),
        done=_(
            "New: {added} · there before: {known} · twice in it: {twice} · blank lines: {blank}"
        ),
        problems={
            "missing": _("There is no key in it."),
            "not_utf8": _("Please save it as plain text in UTF-8."),
        },
        on_sent=added,
    )
