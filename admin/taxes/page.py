"""The tax rates, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import side_panel
from admin.parts.stale import both_values
from admin.parts.tables import Column, data_table
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from admin.taxes.form import RateLine, labels
from admin.taxes.state import TaxesState
from commerce.people.rights import Right
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, select_field, text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.TAXES,
        taxes_page,
        title=lambda: _("Taxes"),
        on_load=[TaxesState.close, TaxesState.load],
    )


def taxes_page() -> rx.Component:
    """Every rate, by country."""
    add = action_button(_("New rate"), TaxesState.edit(""), icon="plus", tone="primary")
    return office_page(
        page_head(_("Settings"), actions=[when(may(Right.SETTINGS_EDIT), add)]),
        settings_tabs(),
        when(TaxesState.is_open, rx.fragment(), refusal_callout(TaxesState.refusal)),
        when_ready(TaxesState.loaded, _table(), table_skeleton(4)),
        _panel(),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Where")),
        Column(_("Tax class")),
        Column(_("Name on the bill")),
        Column(_("Rate in percent"), end=True),
        Column("", end=True),
    ]
    nothing = empty_state(
        "percent", _("No tax rates yet"), _("No tax is due where there is no rate.")
    )
    return data_table(columns, TaxesState.lines, _cells, caption=_("Taxes"), empty=nothing)


def _cells(line: RateLine) -> list[Any]:
    spoken = rx.el.span(" ", line.place, " ", line.tax_class, class_name="hidden-but-read")
    edit = action_button(rx.fragment(_("Edit"), spoken), TaxesState.edit(line.rate_id), size="1")
    return [
        rx.el.span(line.place, class_name="strong"),
        line.tax_class,
        line.name,
        rx.el.span(line.rate, class_name="number"),
        when(may(Right.SETTINGS_EDIT), edit),
    ]


def _panel() -> rx.Component:
    remove = action_button(_("Remove"), TaxesState.remove, icon="trash-2", tone="danger")
    differs = when(is_some(TaxesState.differs), both_values(TaxesState.differs))
    return side_panel(
        rx.cond(TaxesState.rate_id == "", _("New rate"), _("Tax rate")).to(str),
        rx.el.div(differs, role="alert"),
        refusal_callout(TaxesState.refusal),
        rx.el.form(
            _text(
                "tax_class",
                help_text=_("standard, reduced, zero, or a word of your own: products have one."),
            ),
            select_field(
                "country",
                labels()["country"],
                TaxesState.places.to(list[Option]),
                default_value=TaxesState.form["country"],
                error=field_error(TaxesState.refusal, "country"),
            ),
            _text(
                "region",
                optional=True,
                help_text=_("As customers write it; empty for all of the country."),
            ),
            _text("rate", input_mode="decimal"),
            _text("name", help_text=_("Such as VAT or GST.")),
            submit_button(_("Save")),
            on_submit=TaxesState.save,
            key=TaxesState.drawn.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="stack",
            no_validate=True,
        ),
        when(filled(TaxesState.rate_id), remove),
        open_now=TaxesState.is_open,
        on_close=TaxesState.close,
        text=_("Orders that are placed already keep their tax."),
    )


def _text(name: str, **props: Any) -> rx.Component:
    return text_field(
        name,
        labels()[name],
        default_value=TaxesState.form[name],
        error=field_error(TaxesState.refusal, name),
        auto_complete="off",
        max_length=60,
        **props,
    )
