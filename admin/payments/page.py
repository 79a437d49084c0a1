"""The ways to pay, each with a call that tries it, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import side_panel
from admin.parts.stale import both_values
from admin.parts.tables import Column, data_table
from admin.payments.form import WayLine, labels
from admin.payments.state import PaymentMethodsState
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import check_field, text_field
from ui.parts.messages import empty_state
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.PAYMENTS,
        payments_page,
        title=lambda: _("Payment methods"),
        on_load=[PaymentMethodsState.close, PaymentMethodsState.load],
    )


def payments_page() -> rx.Component:
    """Every way to pay in the order that customers see."""
    state = PaymentMethodsState
    return office_page(
        page_head(_("Settings")),
        settings_tabs(),
        when(state.is_open, rx.fragment(), refusal_callout(state.refusal)),
        when_ready(state.loaded, _table(), table_skeleton(3)),
        _panel(),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Payment method")),
        Column(_("Only up to a total of"), end=True),
        Column(_("State")),
        Column("", end=True),
    ]
    nothing = empty_state(
        "wallet",
        _("No way to pay yet"),
        _("Set the keys of a payment provider in the environment; see the operator's guide."),
    )
    return data_table(
        columns, PaymentMethodsState.lines, _cells, caption=_("Payment methods"), empty=nothing
    )


def _cells(line: WayLine) -> list[Any]:
    spoken = rx.el.span(" ", line.name, class_name="hidden-but-read")
    state = PaymentMethodsState
    deeds = rx.el.div(
        when(
            filled(line.provider),
            action_button(rx.fragment(_("Test this"), spoken), state.try_out(line.code), size="1"),
        ),
        action_button(rx.fragment(_("Edit"), spoken), state.edit(line.code), size="1"),
        class_name="row",
    )
    return [
        rx.el.span(
            rx.el.span(line.name, class_name="strong"),
            when(
                filled(line.provider),
                rx.el.span(_("Provider: "), line.provider, class_name="quiet small"),
                rx.el.span(
                    rx.cond(
                        line.code == "bank",
                        _("Needs no provider; matched with the bank's statement."),
                        _("Needs no provider; only what goes by parcel."),
                    ),
                    class_name="quiet small",
                ),
            ),
            rx.el.span(_told(line), role="status"),
            class_name="two-lines",
        ),
        rx.el.span(line.most, class_name="number"),
        when(
            line.enabled,
            label_badge(_("Offered"), color="green"),
            label_badge(_("Switched off")),
        ),
        when(may(Right.SETTINGS_EDIT), deeds),
    ]


def _told(line: WayLine) -> rx.Component:
    return when(
        filled(line.told),
        rx.el.span(
            when(
                line.well,
                rx.icon("circle-check", size=14, aria_hidden="true"),
                rx.icon("circle-x", size=14, aria_hidden="true"),
            ),
            " ",
            line.told,
            class_name="small",
        ),
    )


def _panel() -> rx.Component:
    state = PaymentMethodsState
    differs = when(is_some(state.differs), both_values(state.differs))
    return side_panel(
        state.name,
        rx.el.div(differs, role="alert"),
        refusal_callout(state.refusal),
        rx.el.form(
            check_field(
                "enabled", labels()["enabled"], default_checked=state.form["enabled"] == "on"
            ),
            _text(
                "most",
                input_mode="decimal",
                optional=True,
                help_text=_("Above it, customers are not offered this way. Empty: any total."),
            ),
            when(state.code == "bank", _account()),
            _text("position", input_mode="numeric", help_text=_("Smaller numbers come first.")),
            submit_button(_("Save")),
            on_submit=state.save,
            key=state.drawn.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="stack",
            no_validate=True,
        ),
        open_now=state.is_open,
        on_close=state.close,
        text=_("What is off is neither shown nor accepted; payments under way may still end."),
    )


def _account() -> rx.Component:
    return rx.fragment(
        _text("holder", max_length=80),
        _text("bank", max_length=80),
        _text("number", max_length=80, help_text=_("Shown to who chooses to transfer.")),
        _text(
            "days",
            input_mode="numeric",
            optional=True,
            help_text=_("So long its stock is held; 5 where nothing stands here."),
        ),
    )


def _text(name: str, *, max_length: int = 20, **props: Any) -> rx.Component:
    return text_field(
        name,
        labels()[name],
        default_value=PaymentMethodsState.form[name],
        error=field_error(PaymentMethodsState.refusal, name),
        auto_complete="off",
        max_length=max_length,
        **props,
    )
