"""The panel that refunds all or some pieces: the amount is seen before it goes."""

import reflex as rx

from admin.orders.one.refund_state import RefundRow, RefundState
from admin.orders.one.words import reasons
from admin.parts.panels import side_panel
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, select_field, text_field
from ui.parts.pictures import picture
from ui.parts.refused import field_error, refusal_callout
from ui.parts.stepper import quantity_stepper
from ui.parts.values import each, filled, when
from ui.texts import _


def refund_panel() -> rx.Component:
    """Pieces, delivery, why, how much."""
    refusal = RefundState.refusal
    choose = Option("", _("Please choose"), disabled=True)
    why = [Option(code, words) for code, words in reasons().items()]
    return side_panel(
        _("Refund"),
        refusal_callout(refusal),
        rx.el.div(
            rx.el.p(_("What goes back?"), class_name="field-label"),
            action_button(_("All of it"), RefundState.choose_everything, size="1"),
            class_name="row-apart",
        ),
        rx.el.div(each(RefundState.rows, _row), class_name="pick-lines"),
        when(filled(RefundState.delivery_left), _delivery()),
        rx.el.form(
            select_field(
                "reason",
                _("Why?"),
                [choose, *why],
                error=field_error(refusal, "reason"),
                default_value="",
            ),
            text_field("note", _("In your own words"), optional=True, max_length=200),
            rx.el.p(
                _("Goes back to the customer:"),
                " ",
                rx.el.strong(
                    rx.cond(RefundState.amount, RefundState.amount, "–"),
                    class_name="number",
                ),
                class_name="refund-amount",
                custom_attrs={"aria-live": "polite"},
            ),
            submit_button(
                rx.fragment(_("Refund"), " ", RefundState.amount),
                disabled=RefundState.amount == "",
            ),
            on_submit=RefundState.refund,
            class_name="stack",
        ),
        open_now=RefundState.opened,
        on_close=RefundState.close_panel,
        text=_("The payment provider returns it the way it was paid."),
    )


def _row(row: RefundRow) -> rx.Component:
    restock = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=row.restock,
            on_change=lambda ticked: RefundState.choose_restock(row.n, ticked.to(bool)),
        ),
        _("Back into stock"),
        class_name="pick-restock",
    )
    return rx.el.div(
        rx.el.div(
            picture(row.image, "", width=40, height=40),
            rx.el.span(
                rx.el.span(row.name, class_name="strong"),
                rx.el.span(row.options, class_name="quiet small"),
                class_name="pick-name",
            ),
            quantity_stepper(
                row.quantity,
                lambda quantity: RefundState.choose(row.n, quantity),
                label=_("Pieces of {name}", name=row.name),
                minimum=0,
                maximum=row.left,
            ),
            class_name="pick-line",
        ),
        when(row.quantity > 0, restock),
        rx.el.p(field_error(RefundState.refusal, f"lines.{row.n}"), class_name="field-error"),
    )


def _delivery() -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=RefundState.delivery,
            on_change=lambda ticked: RefundState.choose_delivery(ticked.to(bool)),
        ),
        rx.el.span(_("Delivery too"), " (", RefundState.delivery_left, ")"),
        class_name="pick-restock",
    )
