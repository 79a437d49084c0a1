"""Alipay's trades, refunds and notices, drawn from the till's rows."""

import json
import secrets
import sqlite3
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.alipay.signing import Signing
from sandbox.till import Notice, Till

SHANGHAI = timezone(timedelta(hours=8))


def moment(seconds: float) -> str:
    """As told in China, without a zone."""
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def yuan(fen: int) -> str:
    """An amount as Alipay writes it."""
    return f"{fen // 100}.{fen % 100:02}"


def trade_number(row: sqlite3.Row) -> str:
    """Alipay's own number of a trade: its day, and 20 digits."""
    digits = int.from_bytes(row["id"].encode()[-8:]) % 10**20
    return f"{moment(row['created'])[:10].replace('-', '')}{digits:020}"


def given_back(till: Till, row: sqlite3.Row) -> int:
    """How much of a payment went back."""
    asked = "SELECT coalesce(sum(amount), 0) AS back FROM refunds WHERE payment_id = ?"
    found = till.store.one(f"{asked} AND status = 'succeeded'", row["id"])
    return found["back"] if found else 0


def status(till: Till, row: sqlite3.Row) -> str:
    """A trade that went back whole is closed, as one is that nobody paid."""
    if row["status"] == "pending":
        return "WAIT_BUYER_PAY"
    if row["status"] != "succeeded":
        return "TRADE_CLOSED"
    return "TRADE_CLOSED" if given_back(till, row) == row["amount"] else "TRADE_SUCCESS"


def trade(till: Till, row: sqlite3.Row) -> dict[str, Any]:
    """A payment, in an answer."""
    told = {
        "trade_no": trade_number(row),
        "out_trade_no": row["merchant_reference"],
        "buyer_logon_id": "san***@sandbox.example",
        "trade_status": status(till, row),
        "total_amount": yuan(row["amount"]),
    }
    if row["status"] != "succeeded":
        return told
    return told | {"send_pay_date": moment(row["changed"]), "buyer_pay_amount": yuan(row["amount"])}


class AlipayWire:
    """How a merchant is told: of success and of what went back, in one and the same form."""

    declines_end = False

    def __init__(self, till: Till, signing: Signing) -> None:
        self._till = till
        self._signing = signing

    def of_payment(self, row: sqlite3.Row) -> Notice | None:
        """Nobody is told of a decline, nor of a payment whose time ran out."""
        return self._notice(row, {}) if row["status"] == "succeeded" else None

    def of_refund(self, row: sqlite3.Row) -> Notice | None:
        """What went back so far, to where the payment is told; of a failure nobody is told."""
        paid = self._till.store.one("SELECT * FROM payments WHERE id = ?", row["payment_id"])
        if paid is None or row["status"] != "succeeded":
            return None
        back = {
            "out_biz_no": row["merchant_reference"],
            "refund_fee": yuan(given_back(self._till, paid)),
            "gmt_refund": moment(row["changed"]) + ".000",
        }
        return self._notice(paid, back)

    def _notice(self, row: sqlite3.Row, back: dict[str, str]) -> Notice:
        extra, amount = json.loads(row["extra"]), yuan(row["amount"])
        told = {
            "gmt_create": moment(row["created"]),
            "charset": extra["charset"],
            "gmt_payment": moment(row["changed"]),
            "notify_time": moment(time.time()),
            "subject": row["description"],
            "buyer_id": "2088000000000000",
            "invoice_amount": amount,
            "version": "1.0",
            "notify_id": secrets.token_hex(17),
            "fund_bill_list": json.dumps([{"amount": amount, "fundChannel": "ALIPAYACCOUNT"}]),
            "notify_type": "trade_status_sync",
            "out_trade_no": row["merchant_reference"],
            "total_amount": amount,
            "trade_status": status(self._till, row),
            "trade_no": trade_number(row),
            "auth_app_id": self._signing.keys.alipay_app_id,
            "receipt_amount": amount,
            "buyer_pay_amount": amount,
            "app_id": self._signing.keys.alipay_app_id,
            "sign_type": "RSA2",
            "seller_id": self._signing.keys.alipay_seller_id,
        }
        return Notice(
            "alipay", told["notify_id"], self._signing.notice(told | back, extra["charset"])
        )


def notice_headers(_event_id: str, _body: bytes) -> dict[str, str]:
    """The signature stands in the form; only what it is has to be said."""
    return {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
