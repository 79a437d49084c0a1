"""An order's timeline as its customer reads it: in words, without the names of staff."""

from collections.abc import Callable, Sequence

from commerce.money import Money
from commerce.orders.views import EventView
from commerce.people.actors import ActorKind
from ui.amounts import moment_text, money_text
from ui.parts.timeline import Entry
from ui.paying import method_words
from ui.texts import _

_GOOD = frozenset({"paid", "paid_late", "delivered", "refunded", "handed_over"})
_BAD = frozenset({"payment_failed", "refund_failed", "cancelled", "expired"})
_QUIET = frozenset({"payment_started", "refund_failed", "note"})  # of no use to the customer


def story(events: Sequence[EventView], zone: str) -> list[Entry]:
    """Newest first; what concerns only the shop is left out."""
    told = [event for event in events if event.kind in _titles() and event.kind not in _QUIET]
    return [_entry(event, zone, newest=event is told[-1]) for event in reversed(told)]


def _entry(event: EventView, zone: str, *, newest: bool) -> Entry:
    tone = "good" if event.kind in _GOOD else "problem" if event.kind in _BAD else ""
    return Entry(
        title=_titles()[event.kind](),
        when=moment_text(event.at, zone),
        at=event.at.isoformat(),
        who=_who(event.actor_kind),
        detail=_detail(event),
        tone=tone or ("now" if newest else ""),
    )


def _titles() -> dict[str, Callable[[], str]]:
    return {
        "placed": lambda: _("Order placed"),
        "payment_failed": lambda: _("Payment failed"),
        "transfer_asked": lambda: _("Bank transfer chosen"),
        "pay_at_door": lambda: _("Confirmed: to be paid at the door"),
        "paid": lambda: _("Paid"),
        "paid_late": lambda: _("Paid"),
        "paid_twice": lambda: _("Paid a second time: this money goes back to you"),
        "handed_over": lambda: _("Handed over"),
        "campaign_scheduled": lambda: _("Campaign scheduled"),
        "campaign_started": lambda: _("Campaign started"),
        "campaign_ended": lambda: _("Campaign ended"),
        "shipped": lambda: _("Parcel on its way"),
        "parcel_corrected": lambda: _("New tracking number"),
        "delivered": lambda: _("Parcel delivered"),
        "cancelled": lambda: _("Order cancelled"),
        "expired": lambda: _("Not paid in time: order ended"),
        "refund_requested": lambda: _("Refund on its way to you"),
        "refunded": lambda: _("Refund received by your account"),
        "address_changed": lambda: _("Address changed"),
    }


def _who(kind: str) -> str:
    if kind in (ActorKind.CUSTOMER, ActorKind.GUEST):
        return _("You")
    if kind == ActorKind.STAFF:
        return _("Shop")
    return ""


def _detail(event: EventView) -> str:
    facts = event.facts
    match event.kind:
        case "shipped" | "parcel_corrected":
            return f"{facts.get('carrier', '')} {facts.get('tracking', '')}".strip()
        case "campaign_ended":
            return f"{facts.get('delivered', 0)} / {facts.get('ordered', 0)}"
        case "pay_at_door" | "transfer_asked" if "minor" in facts and "currency" in facts:
            return money_text(Money(int(facts["minor"]), str(facts["currency"])))
        case "paid" | "paid_late" | "payment_failed" if "method" in facts:
            return method_words(str(facts["method"]))
        case "refund_requested" | "refunded" if "minor" in facts and "currency" in facts:
            return money_text(Money(int(facts["minor"]), str(facts["currency"])))
        case _:
            return ""
