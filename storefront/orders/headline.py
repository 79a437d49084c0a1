"""Where an order stands in one line, and the one next step."""

from dataclasses import dataclass

from commerce.orders.states import FulfilmentStatus, OrderStatus, PaymentStatus
from commerce.orders.views import OrderView
from commerce.payments.models import RefundState
from ui.amounts import money_text
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Headline:
    """`tone`: waiting, moving, done or ended."""

    title: str
    text: str
    tone: str


def headline(order: OrderView, *, at_till: bool) -> Headline:
    """Where `order` stands; `at_till`: a payment is under way and not yet answered."""
    if order.status == OrderStatus.CANCELLED:
        return _ended(order)
    if order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.DUE):
        return _unpaid(order, at_till=at_till)
    sent = bool(order.delivery_code)
    match order.fulfilment_status:
        case FulfilmentStatus.DELIVERED if not sent:
            return Headline(
                _("Delivered"), _("All of it is below. Thank you for your order."), "done"
            )
        case FulfilmentStatus.FULFILLED if not sent:
            return Headline(
                _("Under way"), _("Watch the progress below; you need not do anything."), "moving"
            )
        case FulfilmentStatus.UNFULFILLED | FulfilmentStatus.PARTIAL if not sent:
            return Headline(
                _("Paid"), _("You need not do anything. It begins by itself in a moment."), "moving"
            )
        case FulfilmentStatus.DELIVERED:
            return Headline(
                _("Delivered"), _("All of it has arrived. Thank you for your order."), "done"
            )
        case FulfilmentStatus.FULFILLED:
            return Headline(
                _("On its way"), _("Follow the parcel below; you need not do anything."), "moving"
            )
        case FulfilmentStatus.PARTIAL if not order.parcels:
            return Headline(
                _("Partly there"),
                _("What needs no parcel is below; the rest is being packed."),
                "moving",
            )
        case FulfilmentStatus.PARTIAL:
            return Headline(
                _("Partly on its way"), _("The rest follows as soon as it is packed."), "moving"
            )
        case _:
            return Headline(
                _("Paid: we are packing it"),
                _("You need not do anything. We write to you when it leaves."),
                "moving",
            )


def _unpaid(order: OrderView, *, at_till: bool) -> Headline:
    if order.payment_status == PaymentStatus.DUE:
        return _at_door(order)
    if at_till:
        return Headline(
            _("Waiting for the payment"),
            _("If you have paid, this page changes by itself in a moment."),
            "waiting",
        )
    return Headline(
        _("Waiting for your payment"),
        _("We keep everything for you until the time is over."),
        "waiting",
    )


def _at_door(order: OrderView) -> Headline:
    ready = _("Please have {amount} ready for the courier.", amount=money_text(order.total))
    if order.fulfilment_status == FulfilmentStatus.UNFULFILLED:
        return Headline(_("Confirmed: you pay when it arrives"), ready, "moving")
    return Headline(_("On its way"), ready, "moving")


def _ended(order: OrderView) -> Headline:
    under_way = any(refund.state != RefundState.SUCCEEDED for refund in order.refunds)
    if order.paid and (under_way or order.refunded < order.paid):
        text = _("Your money is on its way back: {amount}.", amount=money_text(order.paid))
    elif order.paid:
        text = _("Your money went back: {amount}.", amount=money_text(order.refunded))
    elif order.close_reason == "not_paid_in_time":
        text = _("It was not paid in time. Nothing was charged; order it again at any time.")
    else:
        text = _("Nothing was charged. You can order the same again at any time.")
    return Headline(_("This order has ended"), text, "ended")
