"""Payments of the till: opened, paid, declined, cancelled, expired; each ends once."""

import hashlib
import json
import secrets
import sqlite3
import time
from typing import Any

from sandbox.fields import Fields, moment_text
from sandbox.refusals import Refusal
from sandbox.till import Notice, Till

METHODS = ("wechat", "alipay", "card")
LOCALES = ("en", "zh")
LARGEST_AMOUNT = 10**12
LONGEST_LIFE_SECONDS = 7 * 86400
OWN = "till"
PREFIXES = {OWN: "pay_", "stripe": "cs_test_", "wechat": "wx_", "alipay": "ali_"}


def request_hash(fields: Fields) -> str:
    """What a repeated key is compared by: the body's members, however written."""
    return hashlib.sha256(json.dumps(fields.members, sort_keys=True).encode()).hexdigest()


def open_payment(till: Till, key: str, fields: Fields, wire: str = OWN) -> sqlite3.Row:
    """Open a payment, or find the one that this key opened."""
    known = till.store.one("SELECT * FROM payments WHERE idempotency_key = ?", key)
    if known is not None:
        if known["request_hash"] != request_hash(fields):
            raise Refusal(409, "idempotency_key_reused", "This key came with another body.")
        return known
    payment_id = PREFIXES[wire] + secrets.token_urlsafe(16)
    till.store.insert("payments", _new_row(till, payment_id, key, fields) | {"wire": wire})
    till.outbox.changed.set()
    return payment(till, payment_id)


def _new_row(till: Till, payment_id: str, key: str, fields: Fields) -> dict[str, Any]:
    now = time.time()
    expires = float(fields.members.get("expires") or fields.moment("expires_at"))
    if not now < expires <= now + LONGEST_LIFE_SECONDS:
        raise Refusal(422, "out_of_range", "expires_at: within the next 7 days.", "expires_at")
    return {
        "id": payment_id,
        "idempotency_key": key,
        "request_hash": request_hash(fields),
        "merchant_reference": fields.text("merchant_reference", 100),
        "amount": fields.whole("amount", 1, LARGEST_AMOUNT),
        "currency": fields.currency("currency"),
        "description": fields.text("description", 300),
        "shop_name": fields.text("shop_name", 100, default=""),
        "locale": fields.one_of("locale", LOCALES),
        "method": fields.one_of("method", METHODS),
        "return_url": fields.url("return_url"),
        "notify_url": callback_url(till, fields),
        "extra": json.dumps(fields.members.get("extra", {})),
        "status": "pending",
        "created": now,
        "changed": now,
        "expires": expires,
    }


def callback_url(till: Till, fields: Fields) -> str:
    """Where to call back; '' where nobody named an endpoint."""
    if fields.members.get("notify_url") == "":
        return ""
    return fields.callback_url("notify_url", till.allowed_origins)


def payment(till: Till, payment_id: str) -> sqlite3.Row:
    """That payment as it stands now: its time may just have run out."""
    found = till.store.one("SELECT * FROM payments WHERE id = ?", payment_id)
    if found is None:
        raise Refusal(404, "payment_unknown", "There is no such payment.")
    if found["status"] == "pending" and found["expires"] <= time.time():
        expire_due(till)
        return payment(till, payment_id)
    return found


def end_payment(
    till: Till, payment_id: str, status: str, cause: str | None = None, field: str | None = None
) -> sqlite3.Row:
    """Give a pending payment its end. Callers hold a transaction; only the first one ends it."""
    ended = till.store.change(
        "UPDATE payments SET status = ?, cause = ?, field = ?, changed = ?"
        " WHERE id = ? AND status = 'pending'",
        status,
        cause,
        field,
        time.time(),
        payment_id,
    )
    if not ended:
        raise Refusal(409, "not_pending", "This payment has ended already.")
    return payment(till, payment_id)


def cancel_payment(till: Till, payment_id: str) -> sqlite3.Row:
    """Close a payment that nobody paid; saying it twice is saying it once."""
    stands = payment(till, payment_id)
    if stands["status"] == "succeeded":
        raise Refusal(409, "already_paid", "This payment has been paid.")
    if stands["status"] != "pending":
        return stands
    with till.store.transaction():
        return end_payment(till, payment_id, "cancelled")


def expire_due(till: Till) -> None:
    """End the payments whose time ran out, and say so."""
    late = "SELECT id FROM payments WHERE status = 'pending' AND expires <= ? LIMIT 500"
    with till.store.transaction():
        for row in till.store.all(late, time.time()):
            announce_payment(till, end_payment(till, row["id"], "expired"))


def announce_payment(till: Till, row: sqlite3.Row, delay: float = 0, times: int = 1) -> None:
    """Queue the callback that tells the merchant how a payment ended."""
    notice = till.wires[row["wire"]].of_payment(row)
    for _ in range(times):
        send(till, row["id"], row["notify_url"], notice, delay)


def send(till: Till, payment_id: str, url: str, notice: Notice | None, delay: float = 0) -> None:
    """Queue a callback about a payment or its refund, if there is somebody to call."""
    if url and notice is not None:
        till.outbox.put(payment_id, notice.signer, notice.event_id, url, notice.body, delay)


def payment_view(till: Till, row: sqlite3.Row) -> dict[str, Any]:
    """A payment as the merchant sees it."""
    shown = ("id", "merchant_reference", "amount", "currency", "method", "status", "cause", "field")
    url = f"{till.public_url}/pay/{row['id']}?locale={row['locale']}"
    return {
        **{name: row[name] for name in shown},
        "merchant_id": till.keys.merchant_id,
        "created": moment_text(row["created"]),
        "changed": moment_text(row["changed"]),
        "expires_at": moment_text(row["expires"]),
        "pay_url": url,
        "qr": url,
    }
