"""The panels of an order's page; they draw a sheet and know only its handlers."""

import reflex as rx

from admin.orders.one.correcting import ParcelState
from admin.orders.one.sheet import OrderSheet, SheetLine, SheetParcel, SheetPayment, SheetRefund
from admin.orders.one.state import SheetState
from admin.parts.moments import time_tag
from admin.parts.panels import facts, panel
from admin.shell.page import may
from commerce.people.rights import Right
from ui.parts.badges import attempt_states, label_badge, refund_states, state_badge
from ui.parts.buttons import action_button, icon_button
from ui.parts.messages import toast_done
from ui.parts.order_lines import totals
from ui.parts.pictures import picture
from ui.parts.timeline import timeline
from ui.parts.values import each, filled, is_some, when
from ui.texts import _


def items(sheet: OrderSheet) -> rx.Component:
    """The lines with what is left to ship of each, and what it all adds up to."""
    return panel(
        _("Items"),
        rx.el.ul(each(sheet.lines, _line), class_name="order-lines sheet-lines"),
        totals(sheet.totals),
    )


def _line(line: SheetLine) -> rx.Component:
    return rx.el.li(
        picture(line.image, "", width=48, height=48),
        rx.el.div(
            rx.el.p(line.name, class_name="order-line-name"),
            rx.el.p(
                line.sku,
                when(filled(line.options), rx.el.span(" · ", line.options)),
                class_name="quiet small",
            ),
            each(line.answers, _answer),
            when(filled(line.progress), rx.el.p(line.progress, class_name="quiet small")),
            when(filled(line.waiting), label_badge(line.waiting, color="amber")),
            class_name="order-line-text",
        ),
        rx.el.div(
            rx.el.p(line.total, class_name="strong number"),
            rx.el.p(line.unit, " ", line.count, class_name="quiet small number"),
            when(filled(line.discount), rx.el.p(line.discount, class_name="small number")),
            class_name="order-line-side",
        ),
        class_name="order-line",
    )


def _answer(answer: rx.Var[str] | str) -> rx.Component:
    return rx.el.p(answer, class_name="small line-answer")


def parcels(sheet: OrderSheet) -> rx.Component:
    """What is on its way, and what arrived."""
    return when(
        is_some(sheet.parcels),
        panel(_("Parcels"), rx.el.ul(each(sheet.parcels, _parcel), class_name="sheet-entries")),
    )


def _parcel(parcel: SheetParcel) -> rx.Component:
    correct = action_button(_("Correct"), ParcelState.open_panel(parcel.id), tone="plain")
    arrived = rx.el.span(
        label_badge(_("Delivered"), color="green"),
        " ",
        time_tag(parcel.delivered),
        class_name="row",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(parcel.carrier, " ", class_name="strong"),
                rx.el.span(parcel.tracking, class_name="number"),
                copy_button(parcel.tracking, _("Copy the tracking number")),
                class_name="row sheet-tight",
            ),
            rx.el.ul(each(parcel.contents, rx.el.li), class_name="small"),
            rx.el.p(_("Shipped"), " ", time_tag(parcel.shipped), class_name="quiet small"),
            when(  # the badge says so once it is there, whatever the carrier told last
                parcel.arrived,
                rx.fragment(),
                when(filled(parcel.state), rx.el.p(parcel.state, class_name="strong small")),
            ),
            when(
                is_some(parcel.told),
                rx.el.ul(each(parcel.told, rx.el.li), class_name="quiet small"),
            ),
        ),
        when(
            parcel.arrived,
            arrived,
            when(sheet_may_deliver(), rx.el.div(correct, confirmed(parcel), class_name="row")),
        ),
        class_name="sheet-entry",
    )


def sheet_may_deliver() -> rx.Var[bool]:
    """Whether the person here may say that a parcel arrived."""
    return may(Right.ORDERS_FULFIL)


def confirmed(parcel: SheetParcel) -> rx.Component:
    """Asks once: the customer is told, and that cannot be taken back."""
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            rx.button(
                rx.icon("package-check", size=16, aria_hidden="true"),
                _("Mark as delivered"),
                type="button",
                variant="outline",
                color_scheme="gray",
                high_contrast=True,
            )
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(_("Has this parcel arrived?"), size="4"),
            rx.alert_dialog.description(
                _("The customer is told that it was delivered. This cannot be undone."), size="2"
            ),
            rx.el.div(
                rx.alert_dialog.cancel(
                    rx.button(
                        _("Not yet"), variant="outline", color_scheme="gray", high_contrast=True
                    )
                ),
                rx.alert_dialog.action(
                    rx.button(_("It has arrived"), on_click=SheetState.deliver(parcel.id))
                ),
                class_name="row sheet-answers",
            ),
            max_width="400px",
        ),
    )


def money(sheet: OrderSheet) -> rx.Component:
    """Attempts to pay and refunds, the newest first."""
    nothing = rx.el.p(_("Nobody has tried to pay yet."), class_name="quiet")
    return panel(
        _("Payments and refunds"),
        when(is_some(sheet.payments), rx.fragment(), nothing),
        rx.el.ul(
            each(sheet.refunds, _refund), each(sheet.payments, _payment), class_name="sheet-entries"
        ),
    )


def _payment(payment: SheetPayment) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                payment.method,
                " ",
                state_badge(attempt_states, payment.state),
                class_name="row sheet-tight",
            ),
            when(filled(payment.cause), rx.el.p(payment.cause, class_name="small")),
            rx.el.p(time_tag(payment.at), class_name="quiet small"),
        ),
        rx.el.span(payment.amount, class_name="number strong"),
        class_name="sheet-entry",
    )


def _refund(refund: SheetRefund) -> rx.Component:
    done = action_button(_("Paid out"), SheetState.pay_out(refund.id), icon="hand-coins", size="1")
    hint = rx.el.p(_("Give it back yourself, then say so."), class_name="small")
    again = action_button(_("Try again"), SheetState.retry(refund.id), icon="rotate-cw", size="1")
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                _("Refund"),
                " ",
                state_badge(refund_states, refund.state),
                class_name="row sheet-tight",
            ),
            when(filled(refund.reason), rx.el.p(refund.reason, class_name="small")),
            when(filled(refund.cause), rx.el.p(refund.cause, class_name="small field-error")),
            rx.el.p(time_tag(refund.at), class_name="quiet small"),
            when(refund.failed & may(Right.ORDERS_REFUND), again),
            when(refund.by_hand & may(Right.ORDERS_REFUND), rx.fragment(hint, done)),
        ),
        rx.el.span("−", refund.amount, class_name="number strong"),
        class_name="sheet-entry",
    )


def customer(sheet: OrderSheet) -> rx.Component:
    """Who ordered, how to reach them, and where it goes."""
    return panel(
        _("Customer"),
        facts(
            (
                _("Name"),
                rx.el.span(sheet.name, " ", _buyer(sheet)),
            ),
            (_("Phone"), _reached(sheet.phone, "tel")),
            (_("E-mail"), _reached(sheet.email, "mailto")),
            (_("Deliver to"), rx.cond(sheet.address, _address(sheet), rx.el.span("–"))),
            (
                _("Delivery"),
                rx.el.span(
                    sheet.delivery,
                    when(
                        filled(sheet.promise), rx.el.span(" · ", sheet.promise, class_name="quiet")
                    ),
                ),
            ),
        ),
        when(
            sheet.masked,
            rx.el.p(
                _("Phone, e-mail and street are shown to those who ship."), class_name="quiet small"
            ),
        ),
    )


def _buyer(sheet: OrderSheet) -> rx.Component:
    page = rx.el.a(sheet.buyer, href=sheet.buyer_href, class_name="text-link small")
    return when(filled(sheet.buyer_href), page, rx.el.span(sheet.buyer, class_name="quiet small"))


def _reached(at: str, scheme: str) -> rx.Component:
    link = rx.el.a(at, href=f"{scheme}:{at}", class_name="text-link")
    return rx.cond(at, link, rx.el.span("–"))


def _address(sheet: OrderSheet) -> rx.Component:
    everything = f"{sheet.name}\n{sheet.phone}\n{sheet.address}"
    return rx.el.div(
        rx.el.p(sheet.address, class_name="sheet-address"),
        when(
            sheet.masked,
            rx.fragment(),
            copy_button(everything, _("Copy name, phone and address")),
        ),
        class_name="row-apart sheet-tight",
    )


def history(sheet: OrderSheet) -> rx.Component:
    """What happened, with who and when."""
    return panel(_("What happened"), timeline(sheet.happened))


def copy_button(text: rx.Var[str] | str, label: str) -> rx.Component:
    """Copies and says so."""
    return icon_button("copy", label, [rx.set_clipboard(text), toast_done(_("Copied."))], size="1")
