"""Refunds of the till: whole or in part, at once, later or never."""

import json
import secrets
import sqlite3
import time
from typing import Any

from sandbox.fields import Fields, moment_text
from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.payments import (
    LARGEST_AMOUNT,
    OWN,
    callback_url,
    payment,
    request_hash,
    send,
)

REFUND_MODES = ("succeed", "fail", "late")
LATE_REFUND_SECONDS = 3.0
FAILURE_CAUSE = "account_closed"
PREFIXES = {OWN: "ref_", "stripe": "re_", "wechat": "50", "alipay": "alr_"}


def open_refund(till: Till, key: str, fields: Fields, wire: str = OWN) -> sqlite3.Row:
    """Refund some of a paid payment, or find the refund that this key opened."""
    known = till.store.one("SELECT * FROM refunds WHERE idempotency_key = ?", key)
    if known is not None:
        if known["request_hash"] != request_hash(fields):
            raise Refusal(409, "idempotency_key_reused", "This key came with another body.")
        return known
    paid = payment(till, fields.text("payment_id", 60))
    refund_id = PREFIXES[wire] + secrets.token_urlsafe(16)
    row = _new_row(till, refund_id, key, paid, fields) | {"wire": wire}
    with till.store.transaction():
        till.store.insert("refunds", row)
        if paid["refunds"] != "late":
            return _settle(till, refund_id, paid["refunds"])
    till.outbox.changed.set()
    return refund(till, refund_id)


def _new_row(
    till: Till, refund_id: str, key: str, paid: sqlite3.Row, fields: Fields
) -> dict[str, Any]:
    if paid["status"] != "succeeded":
        raise Refusal(409, "not_paid", "This payment was not paid.")
    amount = fields.whole("amount", 1, LARGEST_AMOUNT)
    if fields.currency("currency") != paid["currency"]:
        raise Refusal(422, "other_currency", f"The payment was in {paid['currency']}.", "currency")
    left = paid["amount"] - _given_back(till, paid["id"])
    if amount > left:
        raise Refusal(422, "more_than_paid", f"{left} of the payment is left.", "amount")
    now = time.time()
    return {
        "id": refund_id,
        "idempotency_key": key,
        "request_hash": request_hash(fields),
        "payment_id": paid["id"],
        "merchant_reference": fields.text("merchant_reference", 100),
        "amount": amount,
        "currency": paid["currency"],
        "reason": fields.text("reason", 300, default=""),
        "notify_url": callback_url(till, fields),
        "extra": json.dumps(fields.members.get("extra", {})),
        "status": "pending",
        "created": now,
        "changed": now,
        "settles": now + LATE_REFUND_SECONDS,
    }


def _given_back(till: Till, payment_id: str) -> int:
    taken = "SELECT coalesce(sum(amount), 0) AS taken FROM refunds WHERE payment_id = ?"
    row = till.store.one(f"{taken} AND status <> 'failed'", payment_id)
    return row["taken"] if row else 0


def refund(till: Till, refund_id: str) -> sqlite3.Row:
    """That refund."""
    found = till.store.one("SELECT * FROM refunds WHERE id = ?", refund_id)
    if found is None:
        raise Refusal(404, "refund_unknown", "There is no such refund.")
    return found


def settle_due(till: Till) -> None:
    """End the refunds that take their time."""
    late = "SELECT id FROM refunds WHERE status = 'pending' AND settles <= ? LIMIT 500"
    with till.store.transaction():
        for row in till.store.all(late, time.time()):
            _settle(till, row["id"], "succeed")


def _settle(till: Till, refund_id: str, mode: str) -> sqlite3.Row:
    status, cause = ("failed", FAILURE_CAUSE) if mode == "fail" else ("succeeded", None)
    till.store.change(
        "UPDATE refunds SET status = ?, cause = ?, changed = ? WHERE id = ?",
        status,
        cause,
        time.time(),
        refund_id,
    )
    row = refund(till, refund_id)
    notice = till.wires[row["wire"]].of_refund(row)
    send(till, row["payment_id"], row["notify_url"], notice)
    return row


def refund_view(till: Till, row: sqlite3.Row) -> dict[str, Any]:
    """A refund as the merchant sees it."""
    shown = ("id", "payment_id", "merchant_reference", "amount", "currency", "status", "cause")
    return {
        **{name: row[name] for name in shown},
        "merchant_id": till.keys.merchant_id,
        "created": moment_text(row["created"]),
        "changed": moment_text(row["changed"]),
    }
