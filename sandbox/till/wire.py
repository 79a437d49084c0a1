"""How the till's own merchants are told: events after Standard Webhooks."""

import json
import secrets
import sqlite3
import time
from typing import Any

from sandbox.fields import moment_text
from sandbox.till import Notice, Till
from sandbox.till.payments import payment_view
from sandbox.till.refunds import refund_view


class TillWire:
    """The events of payments and refunds that came through /v1."""

    declines_end = True

    def __init__(self, till: Till) -> None:
        self._till = till

    def of_payment(self, row: sqlite3.Row) -> Notice:
        """How a payment ended."""
        return self._event(f"payment.{row['status']}", payment_view(self._till, row))

    def of_refund(self, row: sqlite3.Row) -> Notice:
        """How a refund ended."""
        return self._event(f"refund.{row['status']}", refund_view(self._till, row))

    def _event(self, kind: str, subject: dict[str, Any]) -> Notice:
        event_id = "evt_" + secrets.token_urlsafe(16)
        told = {
            "id": event_id,
            "type": kind,
            "created": moment_text(time.time()),
            "merchant_id": self._till.keys.merchant_id,
            "data": subject,
        }
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        return Notice("till", event_id, body)
