"""What each event of a timeline may do to its order's states: timelines are played again by it."""

from collections.abc import Iterable, Mapping, Sequence

from commerce.orders.states import (
    FULFILMENT_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
)

States = tuple[str, str, str]  # of the order, its payment, its fulfilment
Move = OrderStatus | PaymentStatus | FulfilmentStatus
Effect = tuple[Move, ...]

_NOTHING: Effect = ()
_ARRIVED: Effect = (FulfilmentStatus.DELIVERED,)
_DONE: Effect = (FulfilmentStatus.DELIVERED, OrderStatus.COMPLETED)

# Kind -> what it may do, each a row of moves. What is not here moves nothing.
EFFECTS: Mapping[str, Sequence[Effect]] = {
    "paid": [(PaymentStatus.PAID,)],
    "paid_late": [(OrderStatus.OPEN, PaymentStatus.PAID)],
    "pay_at_door": [(PaymentStatus.DUE,)],
    "cancelled": [(OrderStatus.CANCELLED,), (PaymentStatus.UNPAID, OrderStatus.CANCELLED)],
    "expired": [(OrderStatus.CANCELLED,)],
    "shipped": [_NOTHING, (FulfilmentStatus.PARTIAL,), (FulfilmentStatus.FULFILLED,)],
    "delivered": [_NOTHING, _ARRIVED, _DONE],
    # What is there at once may be all of it; a campaign counts as sent when it begins.
    "handed_over": [_NOTHING, (FulfilmentStatus.PARTIAL,), (FulfilmentStatus.FULFILLED,), _DONE],
    "campaign_started": [_NOTHING, (FulfilmentStatus.PARTIAL,), (FulfilmentStatus.FULFILLED,)],
    "campaign_ended": [_NOTHING, _ARRIVED, _DONE],
    # When the rest of an order is refunded, nothing is left to ship.
    "refund_requested": [
        _NOTHING,
        (FulfilmentStatus.FULFILLED,),
        (FulfilmentStatus.FULFILLED, *_ARRIVED),
        (FulfilmentStatus.FULFILLED, *_DONE),
    ],
    "refunded": [
        _NOTHING,
        (PaymentStatus.PART_REFUNDED,),
        (PaymentStatus.REFUNDED,),
        (PaymentStatus.REFUNDED, OrderStatus.COMPLETED),
    ],
}
_TABLES: tuple[tuple[type[Move], dict[str, frozenset[str]]], ...] = (
    (OrderStatus, ORDER_MOVES),
    (PaymentStatus, PAYMENT_MOVES),
    (FulfilmentStatus, FULFILMENT_MOVES),
)


def can_end_as(kinds: Sequence[str], states: States, *, free: bool) -> bool:
    """Whether a timeline of these kinds, by legal moves alone, can leave its order in `states`."""
    if not kinds or kinds[0] != "placed":
        return False
    payment = PaymentStatus.PAID if free else PaymentStatus.UNPAID
    possible: set[States] = {(OrderStatus.OPEN, payment, FulfilmentStatus.UNFULFILLED)}
    for kind in kinds[1:]:
        if kind == "placed":
            return False
        possible = set(_after(possible, EFFECTS.get(kind, [_NOTHING])))
    return states in possible


def _after(possible: Iterable[States], effects: Sequence[Effect]) -> Iterable[States]:
    for states in possible:
        for effect in effects:
            moved: States | None = states
            for move in effect:
                moved = _moved(moved, move) if moved else None
            if moved:
                yield moved


def _moved(states: States, move: Move) -> States | None:
    """The states after one move; None if the tables do not allow it."""
    changed = list(states)
    for place, (kind, moves) in enumerate(_TABLES):
        if isinstance(move, kind):
            if move not in moves.get(states[place], ()):
                return None
            changed[place] = move.value
    first, second, third = changed
    return first, second, third
