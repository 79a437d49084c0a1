"""Promotions: threshold discounts and coupons, and the panel that edits one."""

from typing import Any

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import side_panel
from admin.parts.stale import both_values
from admin.parts.tables import Column, data_table
from admin.promotions.form import COUPON, THRESHOLD, PromotionLine, labels
from admin.promotions.preview import PREVIEW
from admin.promotions.state import PromotionsState
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, check_field, select_field, text_field
from ui.parts.messages import empty_state, notice
from ui.parts.refused import field_error, refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _

_USES = 3  # the cell that threshold discounts leave out


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.PROMOTIONS,
        promotions_page,
        title=lambda: _("Promotions"),
        on_load=[PromotionsState.close, PromotionsState.load],
    )


def promotions_page() -> rx.Component:
    """Every threshold discount and every coupon."""
    adds = rx.el.div(
        action_button(
            _("New threshold"), PromotionsState.edit(THRESHOLD, ""), icon="plus", tone="quiet"
        ),
        action_button(
            _("New coupon"), PromotionsState.edit(COUPON, ""), icon="plus", tone="primary"
        ),
        class_name="row",
    )
    return office_page(
        page_head(_("Settings"), actions=[when(may(Right.SETTINGS_EDIT), adds)]),
        settings_tabs(),
        when(PromotionsState.is_open, rx.fragment(), refusal_callout(PromotionsState.refusal)),
        when_ready(PromotionsState.loaded, _tables(), table_skeleton(4)),
        _panel(),
    )


def _tables() -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("Threshold discounts")),
        _table(
            PromotionsState.thresholds,
            _("Threshold discounts"),
            empty_state(
                "badge-percent",
                _("No threshold discount yet"),
                _("Spend so much, pay so much less: the cart says what is missing to it."),
            ),
        ),
        rx.el.h2(_("Coupons")),
        _table(
            PromotionsState.coupons,
            _("Coupons"),
            empty_state(
                "ticket-percent",
                _("No coupon yet"),
                _("A code that takes off an amount, a share or the delivery."),
            ),
            counted=True,
        ),
        class_name="stack promotions",
    )


def _table(
    lines: Any, caption: str, nothing: rx.Component, *, counted: bool = False
) -> rx.Component:
    """`counted`: its uses are counted and shown."""
    columns = [
        Column(_("Promotion")),
        Column(_("Takes off")),
        Column(_("Period")),
        Column(_("Used"), end=True),
        Column(_("State")),
        Column("", end=True),
    ]

    def shown(parts: list[Any]) -> list[Any]:
        return [part for n, part in enumerate(parts) if counted or n != _USES]

    return data_table(
        shown(columns), lines, lambda line: shown(_cells(line)), caption=caption, empty=nothing
    )


def _cells(line: PromotionLine) -> list[Any]:
    edit = action_button(
        rx.fragment(_("Edit"), rx.el.span(" ", line.title, class_name="hidden-but-read")),
        PromotionsState.edit(line.what, line.row_id),
        size="1",
    )
    return [
        rx.el.span(
            rx.el.span(line.title, class_name="strong"),
            rx.el.span(line.name, class_name="quiet small"),
            class_name="two-lines",
        ),
        line.off,
        line.period,
        rx.el.span(line.uses, class_name="number"),
        rx.match(
            line.state,
            ("on", label_badge(_("On"), color="green")),
            ("coming", label_badge(_("Begins later"), color="blue")),
            ("over", label_badge(_("Over"))),
            label_badge(_("Switched off")),
        ),
        when(may(Right.SETTINGS_EDIT), edit),
    ]


def _panel() -> rx.Component:
    coupon = PromotionsState.what == COUPON
    return side_panel(
        rx.cond(coupon, _("Coupon"), _("Threshold discount")).to(str),
        rx.el.div(
            when(is_some(PromotionsState.differs), both_values(PromotionsState.differs)),
            role="alert",
        ),
        refusal_callout(PromotionsState.refusal),
        rx.el.form(
            when(
                coupon,
                rx.fragment(when(PromotionsState.row_id == "", _code()), _kind()),
            ),
            _text("name.en"),
            _text("name.zh"),
            rx.el.div(
                _text("from", input_mode="decimal"),
                _text("off", input_mode="decimal", optional=True),
                class_name="field-pair",
            ),
            _period(),
            when(coupon, _limits()),
            check_field(
                "enabled",
                labels()["enabled"],
                default_checked=PromotionsState.form["enabled"] == "on",
            ),
            _preview(),
            submit_button(_("Save")),
            on_submit=PromotionsState.save,
            key=PromotionsState.drawn.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="stack",
            no_validate=True,
        ),
        open_now=PromotionsState.is_open,
        on_close=PromotionsState.close,
        text=_("Orders that are placed already keep what they got. One coupon an order."),
    )


def _code() -> rx.Component:
    return _text("code", help_text=_("What customers type: letters, digits and -. It stays."))


def _kind() -> rx.Component:
    kinds = [
        Option("amount", _("An amount")),
        Option("percent", _("A share; the amount is the most it takes off")),
        Option("delivery", _("The delivery; without an amount all of it")),
    ]
    return rx.fragment(
        select_field(
            "kind",
            labels()["kind"],
            kinds,
            default_value=PromotionsState.form["kind"],
            error=field_error(PromotionsState.refusal, "kind"),
        ),
        _text("percent", input_mode="numeric", optional=True),
    )


def _period() -> rx.Component:
    return rx.fragment(
        _text("begins", kind="datetime-local", help_text=_("In the shop's zone.")),
        _text("ends", kind="datetime-local", optional=True),
    )


def _limits() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _text("customer_most", input_mode="numeric", optional=True),
            _text("total_most", input_mode="numeric", optional=True),
            class_name="field-pair",
        ),
        check_field(
            "combines",
            labels()["combines"],
            default_checked=PromotionsState.form["combines"] == "on",
        ),
    )


def _preview() -> rx.Component:
    said = when(filled(PromotionsState.preview), notice(PromotionsState.preview))
    return rx.el.div(
        text_field(
            PREVIEW,
            _("Try it: a cart worth"),
            optional=True,
            input_mode="decimal",
            max_length=20,
            auto_complete="off",
            error=field_error(PromotionsState.refusal, PREVIEW),
            help_text=_("With an amount here nothing is saved; you see what such a cart pays."),
        ),
        rx.el.div(said, role="status"),
        class_name="stack",
    )


def _text(name: str, *, max_length: int = 120, **props: Any) -> rx.Component:
    return text_field(
        name,
        labels()[name],
        default_value=PromotionsState.form[name],
        error=field_error(PromotionsState.refusal, name),
        auto_complete="off",
        max_length=max_length,
        **props,
    )
