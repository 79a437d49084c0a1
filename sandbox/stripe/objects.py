"""Stripe's objects and events, drawn from the till's rows; its webhooks' signature."""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from typing import Any

from sandbox.till import Notice, Till

PREFIX, INTENT = "cs_test_", "pi_"
API_VERSION = "2025-02-24.acacia"
# The till's causes in Stripe's words: code, decline code, parameter.
DECLINES: dict[str, tuple[str, str, str | None]] = {
    "insufficient_funds": ("card_declined", "insufficient_funds", None),
    "card_expired": ("expired_card", "expired_card", "exp_month"),
    "wrong_cvc": ("incorrect_cvc", "incorrect_cvc", "cvc"),
    "limit_exceeded": ("card_declined", "card_velocity_exceeded", None),
    "suspected_fraud": ("card_declined", "fraudulent", None),
}


def intent_id(row: sqlite3.Row) -> str:
    """The PaymentIntent of a session."""
    return INTENT + row["id"].removeprefix(PREFIX)


def session(till: Till, row: sqlite3.Row) -> dict[str, Any]:
    """A Checkout Session."""
    extra = json.loads(row["extra"])
    paid, is_open = row["status"] == "succeeded", row["status"] == "pending"
    url = f"{till.public_url}/pay/{row['id']}?locale={row['locale']}"
    return {
        "id": row["id"],
        "object": "checkout.session",
        "amount_subtotal": row["amount"],
        "amount_total": row["amount"],
        "cancel_url": extra["cancel_url"],
        "client_reference_id": row["merchant_reference"] or None,
        "created": int(row["created"]),
        "currency": row["currency"].lower(),
        "customer": None,
        "customer_details": None,
        "expires_at": int(row["expires"]),
        "livemode": False,
        "locale": row["locale"],
        "metadata": extra["metadata"],
        "mode": "payment",
        "payment_intent": intent_id(row) if paid or row["cause"] else None,
        "payment_method_types": ["card"],
        "payment_status": "paid" if paid else "unpaid",
        "status": "complete" if paid else "open" if is_open else "expired",
        "success_url": row["return_url"],
        "url": url if is_open else None,
    }


def intent(row: sqlite3.Row) -> dict[str, Any]:
    """The PaymentIntent that a session charges through."""
    paid = row["status"] == "succeeded"
    return {
        "id": intent_id(row),
        "object": "payment_intent",
        "amount": row["amount"],
        "amount_received": row["amount"] if paid else 0,
        "created": int(row["created"]),
        "currency": row["currency"].lower(),
        "last_payment_error": _error(row["cause"]),
        "livemode": False,
        "metadata": json.loads(row["extra"])["intent_metadata"],
        "payment_method_types": ["card"],
        "status": "succeeded" if paid else "requires_payment_method",
    }


def _error(cause: str | None) -> dict[str, Any] | None:
    if cause is None:
        return None
    code, decline_code, param = DECLINES[cause]
    return {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code,
        "param": param,
        "message": "Your card was declined.",
    }


def refund(row: sqlite3.Row) -> dict[str, Any]:
    """A refund."""
    told = {
        "id": row["id"],
        "object": "refund",
        "amount": row["amount"],
        "created": int(row["created"]),
        "currency": row["currency"].lower(),
        "metadata": json.loads(row["extra"])["metadata"],
        "payment_intent": INTENT + row["payment_id"].removeprefix(PREFIX),
        "reason": row["reason"] or None,
        "status": row["status"],
    }
    return told | ({"failure_reason": "expired_or_canceled_card"} if row["cause"] else {})


class StripeWire:
    """How the merchant of a session is told: events, each signed anew at every try."""

    declines_end = False

    def __init__(self, till: Till) -> None:
        self._till = till

    def of_payment(self, row: sqlite3.Row) -> Notice:
        """The event of a session that was paid or has closed, or of a declined card."""
        if row["status"] == "pending":
            return self._event("payment_intent.payment_failed", intent(row))
        kind = "completed" if row["status"] == "succeeded" else "expired"
        return self._event(f"checkout.session.{kind}", session(self._till, row))

    def of_refund(self, row: sqlite3.Row) -> Notice:
        """The event of a refund that ended."""
        kind = "failed" if row["status"] == "failed" else "updated"
        return self._event(f"refund.{kind}", refund(row))

    def _event(self, kind: str, about: dict[str, Any]) -> Notice:
        event_id = "evt_" + secrets.token_hex(12)
        told = {
            "id": event_id,
            "object": "event",
            "api_version": API_VERSION,
            "created": int(time.time()),
            "data": {"object": about},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        return Notice("stripe", event_id, json.dumps(told, indent=2).encode())


def webhook_headers(secret: str, body: bytes) -> dict[str, str]:
    """The header of one try: HMAC-SHA256 over the moment, a full stop and the body."""
    moment = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return {"stripe-signature": f"t={moment},v1={signed.hexdigest()}"}
