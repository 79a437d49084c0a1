"""The sections of an order's page."""

import reflex as rx

from storefront import paths
from storefront.orders.state import OrderState
from storefront.orders.view import ShownParcel
from ui.parts.badges import label_badge
from ui.parts.buttons import action_button, icon_button, link_button
from ui.parts.countdown import countdown
from ui.parts.fields import Option
from ui.parts.messages import notice, toast_done
from ui.parts.order_lines import Amount, order_lines, totals
from ui.parts.timeline import timeline
from ui.parts.values import filled, is_some, when
from ui.texts import _, gap


def payment() -> rx.Component:
    """What went wrong, what to do, until when, and every way to pay."""
    order = OrderState.order
    trouble = notice(
        rx.el.p(order.trouble, class_name="strong"), rx.el.p(order.advice), tone="problem"
    )
    return when(
        filled(order.to_pay),
        rx.el.section(
            rx.el.h2(_("Payment")),
            rx.el.div(when(filled(order.trouble), trouble), role="alert"),
            rx.el.p(
                _("To pay: "),
                rx.el.span(order.to_pay, class_name="strong number"),
                " · ",
                rx.cond(
                    filled(order.kept_until),
                    rx.fragment(_("kept for you until "), order.kept_until),
                    rx.fragment(
                        _("kept for you another "),
                        countdown(order.seconds_left, _("Time left to pay")),
                    ),
                ),
            ),
            when(filled(order.till_url) | filled(order.qr), _under_way()),
            when(is_some(order.transfer), _transfer()),
            when(
                is_some(order.methods),
                rx.el.div(
                    rx.el.h3(_("Pay now with")),
                    rx.el.div(rx.foreach(order.methods, _method), class_name="ways"),
                    class_name="stack-tight",
                ),
            ),
            safety(),
            class_name="card stack",
        ),
    )


def _transfer() -> rx.Component:
    """What to write on the transfer, each with its button to copy it."""
    return rx.el.div(
        rx.el.h3(_("Your transfer")),
        rx.el.dl(rx.foreach(OrderState.order.transfer, _transfer_row), class_name="totals"),
        rx.el.p(
            _("Write the reference and nothing else: we find your order by it."),
            class_name="small quiet",
        ),
        class_name="stack-tight",
    )


def _transfer_row(row: Amount) -> rx.Component:
    copy = icon_button("copy", _("Copy"), [rx.set_clipboard(row.value), toast_done(_("Copied."))])
    value = rx.el.span(row.value, class_name="number")
    return rx.el.div(rx.el.dt(row.label), rx.el.dd(value, " ", copy), class_name="row-apart")


def _under_way() -> rx.Component:
    order = OrderState.order
    code = rx.el.figure(
        rx.el.img(src=order.qr, alt=_("QR code that opens the till on a phone"), width="180"),
        rx.el.figcaption(
            rx.cond(
                filled(order.till_url),
                _("Scan to pay with your phone."),
                _(
                    "Scan it with the app. On this phone: take a screenshot and choose it in the "
                    "app's scanner."
                ),
            ),
            class_name="small quiet",
        ),
        class_name=rx.cond(filled(order.till_url), "qr", "qr qr-alone"),
    )
    return rx.el.div(
        when(filled(order.till_url), link_button(_("Back to the till"), order.till_url, size="3")),
        when(filled(order.qr), code),
        class_name="stack-tight till",
    )


def _method(option: Option) -> rx.Component:
    return action_button(
        option.label,
        OrderState.pay(option.value),
        icon="wallet",
        pending=OrderState.paying,
        size="3",
        aria_label=_("Pay with {method}", method=option.label),
    )


def safety() -> rx.Component:
    """Security hints, where the money is about to go."""
    return rx.el.ul(
        rx.el.li(_("You pay at the provider's own page; look at its address before you type.")),
        rx.el.li(
            _("We never ask for a password or a code from an SMS, in no message and no call.")
        ),
        rx.el.li(_("On public Wi-Fi, rather use your phone's own connection to pay.")),
        class_name="hints small quiet",
    )


def parcels() -> rx.Component:
    """Each parcel with its carrier and number."""
    shown = rx.el.section(
        rx.el.h2(_("Parcels")),
        rx.el.ul(rx.foreach(OrderState.order.parcels, _parcel), class_name="stack"),
        class_name="card stack",
    )
    return when(is_some(OrderState.order.parcels), shown)


def _parcel(parcel: ShownParcel) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(parcel.carrier, class_name="strong"),
            " ",
            rx.el.span(parcel.tracking, class_name="number"),
            " ",
            when(
                parcel.delivered,
                label_badge(parcel.when, color="green"),
                label_badge(parcel.when, color="iris"),
            ),
        ),
        rx.el.p(parcel.contents, class_name="quiet small"),
        when(
            filled(parcel.state),
            rx.el.div(
                when(parcel.delivered, rx.fragment(), _progress(parcel)),
                rx.el.ul(rx.foreach(parcel.told, _told), class_name="small quiet"),
                custom_attrs={"aria-live": "polite"},
            ),
        ),
        action_button(
            _("Copy tracking number"), rx.set_clipboard(parcel.tracking), icon="copy", tone="plain"
        ),
    )


def _progress(parcel: ShownParcel) -> rx.Component:
    """Where it is; once it is there the badge above says so, whatever the carrier told last."""
    return rx.el.p(
        rx.el.span(parcel.state, class_name="strong"),
        when(filled(parcel.expected), rx.el.span(" · ", parcel.expected)),
        when(filled(parcel.fresh), rx.el.span(" · ", parcel.fresh, class_name="quiet small")),
    )


def _told(line: str) -> rx.Component:
    return rx.el.li(line)


def history() -> rx.Component:
    """What happened, newest first."""
    return rx.el.section(
        rx.el.h2(_("What happened")),
        timeline(OrderState.order.events),
        class_name="stack",
        custom_attrs={"aria-live": "polite"},
    )


def contents() -> rx.Component:
    """Lines as they were sold, what they add up to, who gets them where."""
    order = OrderState.order
    where = rx.el.div(
        rx.el.p(order.recipient, class_name="strong"),
        when(filled(order.reach), rx.el.p(order.reach, class_name="small")),
        when(filled(order.address), rx.el.p(order.address)),
        when(
            filled(order.delivery),
            rx.el.p(order.delivery, rx.el.br(), order.expected, class_name="quiet small"),
        ),
    )
    return rx.el.section(
        rx.el.h2(_("Your order")),
        order_lines(order.lines),
        totals(order.amounts),
        where,
        class_name="card stack",
    )


def deeds() -> rx.Component:
    """Order again; review what came; cancel, after a clear question."""
    return rx.el.div(
        action_button(_("Order again"), OrderState.again, icon="rotate-ccw"),
        when(
            OrderState.order.may_review,
            link_button(_("Review it"), paths.REVIEWS, icon="star", tone="quiet"),
        ),
        when(OrderState.order.may_cancel, _cancel()),
        class_name="row",
    )


def _cancel() -> rx.Component:
    money = when(
        OrderState.order.paid,
        rx.el.span(_("All that you paid goes back the way it came.")),
        rx.el.span(_("Nothing was charged.")),
    )
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            rx.button(_("Cancel order"), type="button", variant="outline", color_scheme="red")
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(_("Cancel this order?")),
            rx.alert_dialog.description(money, gap(), _("This cannot be undone.")),
            rx.el.div(
                rx.alert_dialog.cancel(
                    rx.button(_("Keep it"), variant="outline", color_scheme="gray")
                ),
                rx.alert_dialog.action(
                    rx.button(
                        _("Cancel order"),
                        color_scheme="red",
                        high_contrast=True,
                        on_click=OrderState.cancel,
                    )
                ),
                class_name="row dialog-deeds",
            ),
        ),
    )
