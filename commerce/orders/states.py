"""The states of an order and the moves between them; who may cancel until when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from commerce.errors import MoveRefused

S = TypeVar("S", bound=StrEnum)


class OrderStatus(StrEnum):
    """Whether the order still asks for something."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    """How much of the order is paid, and how much went back."""

    UNPAID = "unpaid"
    DUE = "due"  # confirmed, and to be paid at the door
    PART_PAID = "part_paid"
    PAID = "paid"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"


class FulfilmentStatus(StrEnum):
    """How much of the order is on its way or there."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"


ORDER_MOVES: dict[str, frozenset[str]] = {
    OrderStatus.OPEN: frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED}),
    OrderStatus.COMPLETED: frozenset(),
    # A payment that comes after the hold ended opens the order again, if there is stock.
    OrderStatus.CANCELLED: frozenset({OrderStatus.OPEN}),
}
PAYMENT_MOVES: dict[str, frozenset[str]] = {
    PaymentStatus.UNPAID: frozenset(
        {PaymentStatus.PART_PAID, PaymentStatus.PAID, PaymentStatus.DUE}
    ),
    # Called off, or refused at the door: nothing was paid.
    PaymentStatus.DUE: frozenset({PaymentStatus.PAID, PaymentStatus.UNPAID}),
    PaymentStatus.PART_PAID: frozenset({PaymentStatus.PAID, PaymentStatus.REFUNDED}),
    PaymentStatus.PAID: frozenset({PaymentStatus.PART_REFUNDED, PaymentStatus.REFUNDED}),
    PaymentStatus.PART_REFUNDED: frozenset({PaymentStatus.REFUNDED}),
    PaymentStatus.REFUNDED: frozenset(),
}
FULFILMENT_MOVES: dict[str, frozenset[str]] = {
    # What is there at once, or all that was left to arrive, goes straight to the end.
    FulfilmentStatus.UNFULFILLED: frozenset(
        {FulfilmentStatus.PARTIAL, FulfilmentStatus.FULFILLED, FulfilmentStatus.DELIVERED}
    ),
    FulfilmentStatus.PARTIAL: frozenset({FulfilmentStatus.FULFILLED, FulfilmentStatus.DELIVERED}),
    FulfilmentStatus.FULFILLED: frozenset({FulfilmentStatus.DELIVERED}),
    FulfilmentStatus.DELIVERED: frozenset(),
}


def moved(what: str, moves: dict[str, frozenset[str]], state: str, to: S) -> S:
    """`to`, if the table of `moves` allows it from `state`, or if it is the state already.

    Raises MoveRefused.
    """
    if to != state and to not in moves[state]:
        raise MoveRefused(what, state, to)
    return to


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Who may cancel an order in some state, and what becomes of its money and stock."""

    by_customer: bool
    by_staff: bool
    refunds: bool
    restocks: bool


_NO = Cancellation(by_customer=False, by_staff=False, refunds=False, restocks=False)

# (payment, fulfilment) of an open order -> what cancelling it means. What is not here: nobody.
CANCELLATIONS: dict[tuple[str, str], Cancellation] = {
    (PaymentStatus.UNPAID, FulfilmentStatus.UNFULFILLED): Cancellation(True, True, False, True),
    (PaymentStatus.DUE, FulfilmentStatus.UNFULFILLED): Cancellation(True, True, False, True),
    # Its parcel was refused at the door, and has come back.
    (PaymentStatus.DUE, FulfilmentStatus.FULFILLED): Cancellation(False, True, False, True),
    (PaymentStatus.PART_PAID, FulfilmentStatus.UNFULFILLED): Cancellation(True, True, True, True),
    (PaymentStatus.PAID, FulfilmentStatus.UNFULFILLED): Cancellation(True, True, True, True),
    (PaymentStatus.PART_REFUNDED, FulfilmentStatus.UNFULFILLED): Cancellation(
        False, True, True, True
    ),
}


def cancellation(status: str, payment: str, fulfilment: str) -> Cancellation:
    """What cancelling an order in these states means; nothing at all once it is closed."""
    if status != OrderStatus.OPEN:
        return _NO
    return CANCELLATIONS.get((payment, fulfilment), _NO)
