"""WeChat Pay's transactions, refunds and notices, drawn from the till's rows."""

import json
import sqlite3
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.till import Notice
from sandbox.wechat.sealing import Sealing

SHANGHAI = timezone(timedelta(hours=8))
STATES = {"pending": "NOTPAY", "succeeded": "SUCCESS"}
REFUNDS = {"pending": "PROCESSING", "succeeded": "SUCCESS", "failed": "ABNORMAL"}


def moment(seconds: float) -> str:
    """RFC 3339, as told in China."""
    return datetime.fromtimestamp(seconds, SHANGHAI).isoformat(timespec="seconds")


def transaction(sealing: Sealing, row: sqlite3.Row) -> dict[str, Any]:
    """A payment."""
    told = {
        "appid": sealing.keys.wechat_appid,
        "mchid": sealing.keys.wechat_mchid,
        "out_trade_no": row["merchant_reference"],
        "trade_state": STATES.get(row["status"], "CLOSED"),
        "amount": {"total": row["amount"], "currency": row["currency"]},
    }
    if row["status"] != "succeeded":
        return told
    told["amount"] |= {"payer_total": row["amount"], "payer_currency": row["currency"]}
    paid = {
        "transaction_id": row["id"].removeprefix("wx_")[-28:],
        "success_time": moment(row["changed"]),
    }
    return told | paid | {"trade_type": "NATIVE", "payer": {"openid": "o-sandbox"}}


def refund(sealing: Sealing, row: sqlite3.Row, *, as_notice: bool = False) -> dict[str, Any]:
    """A refund; in a notice its status has another name, and its amount no currency."""
    extra = json.loads(row["extra"])
    amount = {"refund": row["amount"], "total": extra["total"]}
    told = {
        "out_trade_no": extra["out_trade_no"],
        "out_refund_no": row["merchant_reference"],
        "refund_id": row["id"],
    }
    if as_notice:
        told |= {"mchid": sealing.keys.wechat_mchid, "refund_status": REFUNDS[row["status"]]}
        return told | {"amount": amount | {"payer_refund": row["amount"]}}
    created = {"status": REFUNDS[row["status"]], "create_time": moment(row["created"])}
    return told | created | {"amount": amount | {"currency": row["currency"]}}


class WechatWire:
    """How a merchant is told: of success alone, and of what became of refunds."""

    declines_end = False

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def of_payment(self, row: sqlite3.Row) -> Notice | None:
        """Nobody is told of a decline, nor of a payment whose time ran out."""
        if row["status"] != "succeeded":
            return None
        about = transaction(self._sealing, row)
        return self._notice("TRANSACTION.SUCCESS", "transaction", about)

    def of_refund(self, row: sqlite3.Row) -> Notice | None:
        """How a refund ended."""
        kind = f"REFUND.{REFUNDS[row['status']]}"
        return self._notice(kind, "refund", refund(self._sealing, row, as_notice=True))

    def _notice(self, event: str, kind: str, about: dict[str, Any]) -> Notice:
        told = {
            "id": str(uuid.uuid4()),
            "create_time": moment(datetime.now(SHANGHAI).timestamp()),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "支付成功" if kind == "transaction" else "退款",
            "resource": self._sealing.resource(kind, about),
        }
        return Notice("wechat", told["id"], json.dumps(told, ensure_ascii=False).encode())
