"""Laws of states: only the moves of the tables happen, and every state has its row."""

from itertools import product

import pytest

from commerce.errors import MoveRefused
from commerce.orders.states import (
    CANCELLATIONS,
    FULFILMENT_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    cancellation,
    moved,
)
from commerce.payments.models import ATTEMPT_MOVES, AttemptState

TABLES = [
    (OrderStatus, ORDER_MOVES),
    (PaymentStatus, PAYMENT_MOVES),
    (FulfilmentStatus, FULFILMENT_MOVES),
    (AttemptState, ATTEMPT_MOVES),
]


@pytest.mark.parametrize(("states", "moves"), TABLES)
def test_every_state_has_a_row(states, moves):
    assert set(moves) == set(states)
    assert all(to in set(states) for row in moves.values() for to in row)


@pytest.mark.parametrize(("states", "moves"), TABLES)
def test_exactly_the_moves_of_the_table_happen(states, moves):
    for state, to in product(states, states):
        if to == state or to in moves[state]:
            assert moved("thing", moves, state, to) == to
        else:
            with pytest.raises(MoveRefused):
                moved("thing", moves, state, to)


def test_money_that_came_in_never_becomes_unpaid():
    back = {state for state, row in PAYMENT_MOVES.items() if PaymentStatus.UNPAID in row}
    assert back == {PaymentStatus.DUE}  # of which nothing has come in


def test_nobody_cancels_a_closed_order_or_one_on_its_way():
    for status, payment, fulfilment in product(OrderStatus, PaymentStatus, FulfilmentStatus):
        rule = cancellation(status, payment, fulfilment)
        refused = (payment, fulfilment) == (PaymentStatus.DUE, FulfilmentStatus.FULFILLED)
        if status != OrderStatus.OPEN or fulfilment != FulfilmentStatus.UNFULFILLED:
            at_door = refused and status == OrderStatus.OPEN
            assert (rule.by_customer, rule.by_staff) == (False, at_door)


def test_cancelling_what_is_paid_gives_the_money_back():
    for (payment, _), rule in CANCELLATIONS.items():
        assert rule.refunds == (payment not in (PaymentStatus.UNPAID, PaymentStatus.DUE))
        assert rule.restocks
