"""What a carrier told of a parcel, in words: where it is, when it is expected, how fresh that is."""

from commerce.orders.views import ParcelView
from ui.amounts import ago_text, day_text, moment_text
from ui.texts import _


def state_words(state: str) -> str:
    """A parcel's state in words; '' where nobody told."""
    known = {
        "announced": _("Announced to the carrier"),
        "picked_up": _("Picked up"),
        "in_transit": _("In transit"),
        "out_for_delivery": _("Out for delivery"),
        "delivered": _("Delivered"),
        "exception": _("Held up"),
        "returned": _("On its way back to us"),
    }
    return known.get(state, state)


def expected_words(parcel: ParcelView, zone: str) -> str:
    """When it is expected; '' once it is there or nobody knows."""
    if parcel.expected_at is None or parcel.delivered_at is not None:
        return ""
    day = day_text(parcel.expected_at, zone)
    if parcel.delayed:
        return _("Delayed: now expected {day}", day=day)
    return _("Expected {day}", day=day)


def fresh_words(parcel: ParcelView) -> str:
    """How old the carrier's data is; '' where there is none."""
    if parcel.checked_at is None or parcel.delivered_at is not None:
        return ""
    return _("Checked {ago}", ago=ago_text(parcel.checked_at))


def scan_lines(parcel: ParcelView, zone: str) -> list[str]:
    """Each thing that was told, the newest first."""
    return [
        " · ".join(
            part
            for part in (moment_text(scan.at, zone), state_words(scan.state), scan.place, scan.note)
            if part
        )
        for scan in parcel.scans
    ]
