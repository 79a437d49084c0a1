"""States in words and colour; the words also for messages and titles."""

from collections.abc import Callable
from typing import NamedTuple

import reflex as rx

from ui.parts.values import Text
from ui.texts import _


class Shown(NamedTuple):
    """How one state is shown: never by colour alone."""

    words: str
    color: str
    icon: str


def order_states() -> dict[str, Shown]:
    """Order states."""
    return {
        "open": Shown(_("Open"), "iris", "circle-dot"),
        "completed": Shown(_("Completed"), "green", "circle-check"),
        "cancelled": Shown(_("Cancelled"), "gray", "circle-x"),
    }


def payment_states() -> dict[str, Shown]:
    """Payment states of an order."""
    return {
        "unpaid": Shown(_("Unpaid"), "amber", "clock"),
        "due": Shown(_("Pay at the door"), "amber", "hand-coins"),
        "part_paid": Shown(_("Partly paid"), "amber", "circle-dashed"),
        "paid": Shown(_("Paid"), "green", "circle-check"),
        "part_refunded": Shown(_("Partly refunded"), "gray", "undo-2"),
        "refunded": Shown(_("Refunded"), "gray", "undo-2"),
    }


def payment_shown(status: str, payment: str) -> str:
    """The payment state to show: a cancelled order that was paid waits for its refund."""
    waits = status == "cancelled" and payment in ("paid", "part_refunded")
    return "refunding" if waits else payment


def fulfilment_shown(status: str, payment: str, fulfilment: str) -> str:
    """The fulfilment state to show: nothing where nothing is, or will be, on its way."""
    never = status != "open" and fulfilment == "unfulfilled"
    return "" if never or status == "cancelled" or payment == "unpaid" else fulfilment


def _payment_badges() -> dict[str, Shown]:
    return payment_states() | {"refunding": Shown(_("Refund on its way"), "amber", "undo-2")}


def fulfilment_states() -> dict[str, Shown]:
    """Fulfilment states of an order."""
    return {
        "unfulfilled": Shown(_("To be shipped"), "amber", "package"),
        "partial": Shown(_("Partly shipped"), "iris", "package-open"),
        "fulfilled": Shown(_("Shipped"), "iris", "truck"),
        "delivered": Shown(_("Delivered"), "green", "package-check"),
    }


def attempt_states() -> dict[str, Shown]:
    """States of one attempt to pay."""
    return {
        "starting": Shown(_("Starting"), "gray", "circle-dashed"),
        "pending": Shown(_("Waiting for the payer"), "amber", "clock"),
        "succeeded": Shown(_("Succeeded"), "green", "circle-check"),
        "failed": Shown(_("Failed"), "red", "circle-x"),
        "cancelled": Shown(_("Given up"), "gray", "circle-x"),
    }


def refund_states() -> dict[str, Shown]:
    """States of a refund."""
    return {
        "requested": Shown(_("Requested"), "amber", "clock"),
        "succeeded": Shown(_("Succeeded"), "green", "circle-check"),
        "failed": Shown(_("Failed"), "red", "circle-x"),
    }


def product_states() -> dict[str, Shown]:
    """Whether customers see a product."""
    return {
        "draft": Shown(_("Draft"), "gray", "pencil"),
        "active": Shown(_("On sale"), "green", "circle-check"),
        "archived": Shown(_("Archived"), "gray", "archive"),
    }


def message_states() -> dict[str, Shown]:
    """States of an e-mail or SMS."""
    return {
        "queued": Shown(_("Queued"), "amber", "clock"),
        "sent": Shown(_("Sent"), "green", "circle-check"),
        "failed": Shown(_("Failed"), "red", "circle-x"),
    }


def review_states() -> dict[str, Shown]:
    """States of a review."""
    return {
        "waiting": Shown(_("To look at"), "amber", "clock"),
        "published": Shown(_("Shown"), "green", "eye"),
        "hidden": Shown(_("Hidden"), "gray", "eye-off"),
    }


def words_of(states: Callable[[], dict[str, Shown]], state: str) -> str:
    """A state in words, for sentences; an unknown one as it is."""
    shown = states().get(state)
    return shown.words if shown else state


def state_badge(states: Callable[[], dict[str, Shown]], state: Text) -> rx.Component:
    """A badge for a state that is known now, or for a var of it."""
    table = states()
    if isinstance(state, str):
        return _badge(table.get(state, Shown(state, "gray", "circle")))
    unknown = _badge(Shown("…", "gray", "circle"))
    cases = ((key, _badge(shown)) for key, shown in table.items())
    return rx.fragment(rx.match(state, *cases, unknown))


def order_badge(state: Text) -> rx.Component:
    """The badge of an order's state."""
    return state_badge(order_states, state)


def payment_badge(state: Text) -> rx.Component:
    """The badge of an order's payment state."""
    return state_badge(_payment_badges, state)


def fulfilment_badge(state: Text) -> rx.Component:
    """The badge of an order's fulfilment state."""
    return state_badge(fulfilment_states, state)


def label_badge(words: Text, *, color: str = "gray") -> rx.Component:
    """A small fact without a state of its own: 'Night delivery', '-20%'."""
    return rx.badge(words, color_scheme=color, high_contrast=True, class_name="badge")  # type: ignore[arg-type]


def _badge(shown: Shown) -> rx.Component:
    return rx.badge(
        rx.icon(shown.icon, size=14, aria_hidden="true"),
        shown.words,
        color_scheme=shown.color,  # type: ignore[arg-type]
        variant="soft",
        high_contrast=True,
        class_name="badge",
    )
