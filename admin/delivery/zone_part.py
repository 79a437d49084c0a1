"""The zones below the ways of delivery, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin.delivery.zone_form import ZoneLine, labels
from admin.delivery.zone_state import ZonesState
from admin.parts.panels import side_panel
from admin.parts.stale import both_values
from admin.parts.tables import Column, data_table
from admin.shell.page import may
from commerce.people.rights import Right
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import area_field, text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled, is_some, when
from ui.texts import _


def zones_part() -> rx.Component:
    """The list under its own heading."""
    add = action_button(_("New zone"), ZonesState.edit(""), icon="plus")
    columns = [Column(_("Zone")), Column(_("Places")), Column("", end=True)]
    nothing = empty_state(
        "map",
        _("No zone yet"),
        _("A zone is a set of places; a way of delivery can have a price of its own for each."),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Zones")), when(may(Right.SETTINGS_EDIT), add), class_name="row-apart"
        ),
        when(ZonesState.is_open, rx.fragment(), refusal_callout(ZonesState.refusal)),
        data_table(columns, ZonesState.lines, _cells, caption=_("Zones"), empty=nothing),
        class_name="stack below-table",
    )


def _cells(line: ZoneLine) -> list[Any]:
    spoken = rx.el.span(" ", line.name, class_name="hidden-but-read")
    edit = action_button(rx.fragment(_("Edit"), spoken), ZonesState.edit(line.zone_id), size="1")
    return [
        rx.el.span(
            rx.el.span(line.name, class_name="strong"),
            rx.el.span(line.code, class_name="quiet small"),
            class_name="two-lines",
        ),
        line.places,
        when(may(Right.SETTINGS_EDIT), edit),
    ]


def zone_panel() -> rx.Component:
    """Name, places, order; removed while no price names it."""
    is_new = ZonesState.zone_id == ""
    remove = action_button(_("Remove"), ZonesState.remove, icon="trash-2", tone="danger")
    differs = when(is_some(ZonesState.differs), both_values(ZonesState.differs))
    return side_panel(
        rx.cond(is_new, _("New zone"), _("Zone")).to(str),
        rx.el.div(differs, role="alert"),
        refusal_callout(ZonesState.refusal),
        rx.el.form(
            _text("name.en"),
            _text("name.zh"),
            when(is_new, _code()),
            area_field(
                "places",
                labels()["places"],
                rows="5",
                max_length=8000,
                default_value=ZonesState.form["places"],
                error=field_error(ZonesState.refusal, "places"),
                help_text=_("One a line: CN is a country, CN:上海 one of its regions."),
            ),
            _text("position", input_mode="numeric", help_text=_("Smaller numbers come first.")),
            submit_button(_("Save")),
            on_submit=ZonesState.save,
            key=ZonesState.drawn.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="stack",
            no_validate=True,
        ),
        when(filled(ZonesState.zone_id), remove),
        open_now=ZonesState.is_open,
        on_close=ZonesState.close,
        text=_("A region goes before its country, and that before everywhere."),
    )


def _code() -> rx.Component:
    help_text = _("How prices name it: small letters, digits and -. It stays for good.")
    return _text("code", label=_("Code"), help_text=help_text)


def _text(name: str, *, label: str = "", **props: Any) -> rx.Component:
    return text_field(
        name,
        label or labels()[name],
        default_value=ZonesState.form[name],
        error=field_error(ZonesState.refusal, name),
        auto_complete="off",
        max_length=120,
        **props,
    )
