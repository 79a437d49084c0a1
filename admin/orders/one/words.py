"""Words for what an order went through: methods, reasons, causes, events."""

from collections.abc import Callable

from commerce.orders.views import EventView
from ui.texts import _

Words = dict[str, Callable[[], str]]

CARRIERS = ("SF Express", "JD Logistics", "YTO", "ZTO", "EMS", "DHL", "UPS", "FedEx")


def reasons() -> dict[str, str]:
    """Why staff cancel or refund, by code."""
    return {
        "customer_wish": _("The customer asked for it"),
        "refused_at_door": _("Refused at the door"),
        "not_available": _("Not available any more"),
        "damaged": _("Damaged or faulty"),
        "wrong_item": _("Wrong item sent"),
        "not_arrived": _("It never arrived"),
        "suspected_fraud": _("Suspected fraud"),
        "other": _("Another reason"),
    }


def reason_words(reason: str) -> str:
    """Why an order was closed or refunded; what somebody typed stays as it is."""
    known: Words = {
        "cancelled": lambda: _("Cancelled"),
        "not_paid_in_time": lambda: _("Not paid in time"),
        "paid_twice": lambda: _("Paid twice: the second payment went back"),
        "paid_late": lambda: _("Paid after the order had ended, and nothing was left"),
        "delivered": lambda: _("All delivered"),
        "refunded": lambda: _("All refunded"),
    }
    return reasons().get(reason) or _of(known, reason)


def cause_words(cause: str) -> str:
    """Why a payment or refund failed."""
    known: Words = {
        "insufficient_funds": lambda: _("Not enough money on it"),
        "card_expired": lambda: _("The card has expired"),
        "wrong_cvc": lambda: _("Wrong security code"),
        "limit_exceeded": lambda: _("Above the limit of the card or account"),
        "suspected_fraud": lambda: _("Held back by the bank"),
        "provider_down": lambda: _("The payment provider did not answer"),
        "expired": lambda: _("The payment page was open for too long"),
        "cancelled": lambda: _("Broken off by the payer"),
    }
    return _of(known, cause)


def who_words(event: EventView) -> str:
    """Who did it: a name where there is one."""
    if event.actor_kind == "provider":
        return _("Payment provider")
    known: Words = {
        "customer": lambda: _("Customer"),
        "guest": lambda: _("Guest"),
        "staff": lambda: _("Staff"),
        "system": lambda: _("The shop itself"),
    }
    return event.actor_name or _of(known, event.actor_kind)


def event_words(kind: str) -> str:
    """What happened, in a few words; an unknown kind as it is."""
    known: Words = {
        "placed": lambda: _("Order placed"),
        "payment_started": lambda: _("Payment started"),
        "payment_failed": lambda: _("Payment failed"),
        "transfer_asked": lambda: _("Waits for a bank transfer"),
        "pay_at_door": lambda: _("Confirmed: to be paid at the door"),
        "paid": lambda: _("Paid"),
        "paid_late": lambda: _("Paid after it had ended"),
        "paid_twice": lambda: _("Paid a second time"),
        "shipped": lambda: _("Parcel shipped"),
        "handed_over": lambda: _("Handed over"),
        "handed_again": lambda: _("Sent again"),
        "campaign_scheduled": lambda: _("Campaign scheduled"),
        "campaign_started": lambda: _("Campaign started"),
        "campaign_paused": lambda: _("Platform told to pause"),
        "campaign_resumed": lambda: _("Platform told to go on"),
        "campaign_ended": lambda: _("Campaign ended"),
        "parcel_corrected": lambda: _("Parcel corrected"),
        "delivered": lambda: _("Parcel delivered"),
        "address_changed": lambda: _("Address changed"),
        "note": lambda: _("Note"),
        "cancelled": lambda: _("Cancelled"),
        "expired": lambda: _("Ended unpaid"),
        "refund_requested": lambda: _("Refund asked for"),
        "refunded": lambda: _("Money went back"),
        "refund_failed": lambda: _("Refund failed"),
    }
    return _of(known, kind)


def tone_of(kind: str) -> str:
    """How the timeline marks an event."""
    if kind in ("payment_failed", "refund_failed", "cancelled", "expired"):
        return "problem"
    return (
        "good"
        if kind
        in (
            "paid",
            "shipped",
            "handed_over",
            "campaign_started",
            "delivered",
            "refunded",
        )
        else ""
    )


def _of(known: Words, code: str) -> str:
    words = known.get(code)
    return words() if words else code
