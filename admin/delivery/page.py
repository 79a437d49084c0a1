"""The ways of delivery, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin import paths
from admin.delivery.form import MethodLine, labels
from admin.delivery.state import DeliveryState
from admin.delivery.zone_part import zone_panel, zones_part
from admin.delivery.zone_state import ZonesState
from admin.parts.frame import page_head
from admin.parts.panels import side_panel
from admin.parts.stale import both_values
from admin.parts.tables import Column, data_table
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, area_field, check_field, select_field, text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.DELIVERY,
        delivery_page,
        title=lambda: _("Delivery"),
        on_load=[DeliveryState.close, DeliveryState.load, ZonesState.load],
    )


def delivery_page() -> rx.Component:
    """Every way of delivery in the order that customers see."""
    add = action_button(_("New way"), DeliveryState.edit(""), icon="plus", tone="primary")
    return office_page(
        page_head(_("Settings"), actions=[when(may(Right.SETTINGS_EDIT), add)]),
        settings_tabs(),
        when(DeliveryState.is_open, rx.fragment(), refusal_callout(DeliveryState.refusal)),
        when_ready(DeliveryState.loaded, rx.fragment(_table(), zones_part()), table_skeleton(4)),
        _panel(),
        zone_panel(),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Way of delivery")),
        Column(_("Price"), end=True),
        Column(_("Arrives")),
        Column(_("Goes to")),
        Column(_("State")),
        Column("", end=True),
    ]
    nothing = empty_state(
        "truck",
        _("No way of delivery yet"),
        _("Without one customers can order only what needs no parcel."),
    )
    return data_table(columns, DeliveryState.lines, _cells, caption=_("Delivery"), empty=nothing)


def _cells(line: MethodLine) -> list[Any]:
    edit = action_button(
        rx.fragment(_("Edit"), rx.el.span(" ", line.name, class_name="hidden-but-read")),
        DeliveryState.edit(line.method_id),
        size="1",
    )
    return [
        rx.el.span(
            rx.el.span(line.name, class_name="strong"),
            rx.el.span(line.code, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(
            rx.el.span(line.price, class_name="number"),
            when(filled(line.note), rx.el.span(line.note, class_name="quiet small")),
            class_name="two-lines two-lines-end",
        ),
        line.when,
        line.where,
        when(
            line.enabled,
            label_badge(_("Offered"), color="green"),
            label_badge(_("Switched off")),
        ),
        when(may(Right.SETTINGS_EDIT), edit),
    ]


def _panel() -> rx.Component:
    is_new = DeliveryState.method_id == ""
    title = rx.cond(is_new, _("New way of delivery"), _("Way of delivery")).to(str)
    return side_panel(
        title,
        rx.el.div(
            when(is_some(DeliveryState.differs), both_values(DeliveryState.differs)), role="alert"
        ),
        refusal_callout(DeliveryState.refusal),
        rx.el.form(
            _text("name.en"),
            _text("name.zh"),
            when(is_new, _code()),
            _text("summary.en", optional=True, max_length=300),
            _text("summary.zh", optional=True, max_length=300),
            _money(),
            _time(),
            _where(),
            submit_button(_("Save")),
            on_submit=DeliveryState.save,
            key=DeliveryState.drawn.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="stack",
            no_validate=True,
        ),
        open_now=DeliveryState.is_open,
        on_close=DeliveryState.close,
        text=_("Orders that are placed already keep what they were told."),
    )


def _code() -> rx.Component:
    help_text = _("How programs call it: small letters, digits and -. It stays for good.")
    return _text("code", label=_("Code"), help_text=help_text)


def _money() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _text("price", input_mode="decimal"),
            _text("free_from", input_mode="decimal", optional=True),
            class_name="field-pair",
        ),
        area_field(
            "rates",
            labels()["rates"],
            optional=True,
            rows="4",
            max_length=4000,
            default_value=DeliveryState.form["rates"],
            error=field_error(DeliveryState.refusal, "rates"),
            help_text=_(
                "One a line: code of a zone below; up to kg; hours; price. Example: near; 5; 22:00-06:00; 9"
            ),
        ),
        select_field(
            "tax_class",
            labels()["tax_class"],
            DeliveryState.taxes.to(list[Option]),
            default_value=DeliveryState.form["tax_class"],
            error=field_error(DeliveryState.refusal, "tax_class"),
        ),
    )


def _time() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _text("days_min", input_mode="numeric"),
            _text("days_max", input_mode="numeric"),
            class_name="field-pair",
        ),
        _text(
            "cut_off",
            kind="time",
            optional=True,
            help_text=_("In the shop's zone. What is ordered later goes a day later."),
        ),
        _check("night"),
    )


def _where() -> rx.Component:
    return rx.fragment(
        _text(
            "countries",
            optional=True,
            max_length=800,
            help_text=_("Their codes, such as CN, JP, SG; empty for everywhere."),
        ),
        _text("position", input_mode="numeric", help_text=_("Smaller numbers come first.")),
        _check("enabled"),
    )


def _text(name: str, *, label: str = "", max_length: int = 120, **props: Any) -> rx.Component:
    return text_field(
        name,
        label or labels()[name],
        default_value=DeliveryState.form[name],
        error=field_error(DeliveryState.refusal, name),
        auto_complete="off",
        max_length=max_length,
        **props,
    )


def _check(name: str) -> rx.Component:
    return check_field(name, labels()[name], default_checked=DeliveryState.form[name] == "on")
