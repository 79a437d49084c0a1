"""What can happen to a payment: the customer on the page, or a test, picks one."""

import sqlite3
import time
from dataclasses import dataclass

from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.payments import announce_payment, end_payment, payment

CAUSES: dict[str, str | None] = {
    "insufficient_funds": None,
    "card_expired": "expiry",
    "wrong_cvc": "cvc",
    "limit_exceeded": None,
    "suspected_fraud": None,
}
OUTCOMES = ("pay", "decline", "provider_down", "timeout_after", "late", "twice", "never")
LONGEST_DELAY_SECONDS = 3600.0
DEFAULT_DELAY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome with its particulars."""

    outcome: str
    cause: str = "insufficient_funds"
    delay_seconds: float = DEFAULT_DELAY_SECONDS
    refunds: str = "succeed"


def happen(till: Till, payment_id: str, choice: Choice) -> sqlite3.Row:
    """Let it happen, once, and queue the callbacks that follow from it.

    `provider_down` leaves the payment as it was: nothing was charged, nobody is told.
    """
    stands = payment(till, payment_id)
    if stands["status"] != "pending":
        raise Refusal(409, "not_pending", "This payment has ended already.")
    if choice.outcome == "provider_down":
        return stands
    with till.store.transaction():
        till.store.change(
            "UPDATE payments SET outcome = ?, refunds = ? WHERE id = ?",
            choice.outcome,
            choice.refunds,
            payment_id,
        )
        if choice.outcome == "decline":
            ended = _declined(till, stands, choice.cause)
        else:
            ended = end_payment(till, payment_id, "succeeded")
        _announce(till, ended, choice)
    return ended


def _declined(till: Till, row: sqlite3.Row, cause: str) -> sqlite3.Row:
    """The bank says no: some providers end the payment, at others its customer tries again."""
    if till.wires[row["wire"]].declines_end:
        return end_payment(till, row["id"], "failed", cause, CAUSES[cause])
    noted = "UPDATE payments SET cause = ?, field = ?, changed = ? WHERE id = ?"
    till.store.change(noted, cause, CAUSES[cause], time.time(), row["id"])
    return payment(till, row["id"])


def _announce(till: Till, ended: sqlite3.Row, choice: Choice) -> None:
    match choice.outcome:
        case "never":
            return
        case "late" | "timeout_after":
            announce_payment(till, ended, delay=choice.delay_seconds)
        case "twice":
            announce_payment(till, ended, times=2)
        case _:
            announce_payment(till, ended)
