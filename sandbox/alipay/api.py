"""Alipay's gateway, as far as a shop asks for it: one address, the method is a parameter."""

import asyncio
import json
import re
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.alipay import objects
from sandbox.alipay.signing import CHARSETS, Signing, read_form
from sandbox.fields import Fields, origin, read_body
from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.payments import end_payment, open_payment, payment
from sandbox.till.refunds import open_refund

WIRE = "alipay"
AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
PAGES = ("alipay.trade.page.pay", "alipay.trade.wap.pay")
# The till's refusals in Alipay's words.
CAUSES = {
    "idempotency_key_reused": "ACQ.CONTEXT_INCONSISTENT",
    "not_paid": "ACQ.TRADE_STATUS_ERROR",
    "more_than_paid": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
}


class AlipayApi:
    """The gateway for the one application whose keys this twin knows."""

    def __init__(self, till: Till, signing: Signing) -> None:
        self._till = till
        self._signing = signing
        self._answers: dict[str, Callable[[dict[str, str], Fields], dict[str, Any]]] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query_refund,
        }

    def routes(self) -> list[Route]:
        """One address, asked by the shop and opened by browsers."""
        return [
            Route("/gateway.do", self._asked, methods=["POST"]),
            Route("/gateway.do", self._opened, methods=["GET"]),
        ]

    async def _asked(self, request: Request) -> Response:
        faults = self._till.faults
        body = await read_body(request)
        if faults.provider_down:
            return PlainTextResponse("Bad Gateway", 502)
        asked: dict[str, str] = {}
        try:
            asked = read_form(request.url.query, body)
            self._signing.check(asked)
            answer = self._answers.get(asked.get("method", ""))
            if answer is None:
                raise Refusal(400, "isv.invalid-method", "There is no such method.")
            found = answer(asked, Fields(asked.get("biz_content", "").encode()))
            told = {"code": "10000", "msg": "Success", **found}
        except Refusal as refusal:
            told = refused(refusal)
        await asyncio.sleep(faults.delay_seconds)
        if faults.broken:
            return PlainTextResponse("Internal Server Error", 500)
        return self._told(asked, told)

    def _told(self, asked: dict[str, str], told: dict[str, Any]) -> Response:
        """The node's text is what is signed: slashes escaped, in the charset of the question."""
        charset = CHARSETS.get(asked.get("charset", "utf-8").lower(), "utf-8")
        node = asked.get("method", "error").replace(".", "_") + "_response"
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        if told["code"] == "40002":  # whose request cannot be believed gets no signature
            return Response(f'{{"{node}":{text}}}'.encode(charset), media_type="text/html")
        sign = self._signing.signed(text.encode(charset))
        whole = f'{{"{node}":{text},"sign":"{sign}"}}'
        return Response(whole.encode(charset), headers={"content-type": "text/html"})

    async def _opened(self, request: Request) -> Response:
        """A customer's browser, with a link that the merchant signed."""
        if self._till.faults.provider_down:
            return PlainTextResponse("Bad Gateway", 502)
        try:
            asked = read_form(request.url.query, b"")
            self._signing.check(asked)
            if asked.get("method") not in PAGES:
                raise Refusal(400, "isv.invalid-method", "That is no page.")
            row = self._page(asked, Fields(asked.get("biz_content", "").encode()))
        except Refusal as refusal:
            return PlainTextResponse(f"{refusal.code}: {refusal.message}", 400)
        return RedirectResponse(f"{self._till.public_url}/pay/{row['id']}?locale=zh", 303)

    def _page(self, asked: dict[str, str], fields: Fields) -> sqlite3.Row:
        row = self._find(fields.text("out_trade_no", 64))
        if row is None:
            row = self._open(asked, fields)
        elif row["amount"] != fen(fields.text("total_amount", 12)):
            raise Refusal(400, "ACQ.CONTEXT_INCONSISTENT", "The trade was another one.")
        back = Fields(json.dumps(asked).encode()).url("return_url")
        self._till.store.change("UPDATE payments SET return_url = ? WHERE id = ?", back, row["id"])
        return payment(self._till, row["id"])

    def _precreate(self, asked: dict[str, str], fields: Fields) -> dict[str, Any]:
        row = self._open(asked, fields)
        if row["status"] == "succeeded":
            raise Refusal(400, "ACQ.TRADE_HAS_SUCCESS", "The trade has been paid.")
        url = f"{self._till.public_url}/pay/{row['id']}?locale=zh"
        return {"out_trade_no": row["merchant_reference"], "qr_code": url}

    def _open(self, asked: dict[str, str], fields: Fields) -> sqlite3.Row:
        """The trade that waits for its customer, the same for the code and for the page."""
        number = fields.text("out_trade_no", 64)
        notify_url = Fields(json.dumps(asked).encode()).url("notify_url")
        wanted = {
            "merchant_reference": number,
            "amount": fen(fields.text("total_amount", 12)),
            "currency": "CNY",
            "description": fields.text("subject", 256),
            "shop_name": fields.text("subject", 256)[:100],
            "locale": "zh",
            "method": "alipay",
            "return_url": origin(notify_url) + "/",
            "notify_url": notify_url,
            "expires": seconds(fields.text("time_expire", 19)),
            "extra": {"charset": asked.get("charset", "utf-8").lower()},
        }
        return open_payment(self._till, f"{WIRE}:{number}", members(wanted), WIRE)

    def _query(self, _asked: dict[str, str], fields: Fields) -> dict[str, Any]:
        return objects.trade(self._till, self._trade(fields))

    def _close(self, _asked: dict[str, str], fields: Fields) -> dict[str, Any]:
        row = self._trade(fields)
        if row["status"] != "pending":
            raise Refusal(400, "ACQ.TRADE_STATUS_ERROR", "The trade is over.")
        with self._till.store.transaction():
            end_payment(self._till, row["id"], "cancelled")
        return {"trade_no": objects.trade_number(row), "out_trade_no": row["merchant_reference"]}

    def _refund(self, _asked: dict[str, str], fields: Fields) -> dict[str, Any]:
        paid = self._trade(fields)
        number = fields.text("out_request_no", 64)
        known = self._refund_of(paid, number)
        wanted = {
            "payment_id": paid["id"],
            "merchant_reference": number,
            "amount": fen(fields.text("refund_amount", 12)),
            "currency": "CNY",
            "reason": fields.text("refund_reason", 256, ""),
            "notify_url": paid["notify_url"],
        }
        key = f"{WIRE}:{paid['merchant_reference']}:{number}"
        row = open_refund(self._till, key, members(wanted), WIRE)
        if row["status"] == "failed":
            raise Refusal(400, "ACQ.SELLER_BALANCE_NOT_ENOUGH", "The account is empty.")
        moved = row["status"] == "succeeded" and known is None
        told = objects.trade(self._till, paid)
        kept = {name: told[name] for name in ("trade_no", "out_trade_no", "buyer_logon_id")}
        back = objects.yuan(objects.given_back(self._till, paid))
        return kept | {"fund_change": "Y" if moved else "N", "refund_fee": back}

    def _query_refund(self, _asked: dict[str, str], fields: Fields) -> dict[str, Any]:
        """A refund that is not through, or not there, is not spoken of."""
        paid = self._trade(fields)
        row = self._refund_of(paid, fields.text("out_request_no", 64))
        if row is None or row["status"] != "succeeded":
            return {}
        return {
            "out_trade_no": paid["merchant_reference"],
            "out_request_no": row["merchant_reference"],
            "total_amount": objects.yuan(paid["amount"]),
            "refund_amount": objects.yuan(row["amount"]),
            "refund_status": "REFUND_SUCCESS",
        }

    def _refund_of(self, paid: sqlite3.Row, number: str) -> sqlite3.Row | None:
        asked = "SELECT * FROM refunds WHERE payment_id = ? AND merchant_reference = ?"
        return self._till.store.one(asked, paid["id"], number)

    def _trade(self, fields: Fields) -> sqlite3.Row:
        """A trade; there is none before its customer has done anything at all."""
        row = self._find(fields.text("out_trade_no", 64))
        if row is None or (row["status"] in ("pending", "expired") and row["cause"] is None):
            raise Refusal(404, "ACQ.TRADE_NOT_EXIST", "There is no such trade.")
        return row

    def _find(self, number: str) -> sqlite3.Row | None:
        asked = "SELECT id FROM payments WHERE wire = ? AND merchant_reference = ?"
        found = self._till.store.one(asked, WIRE, number)
        return payment(self._till, found["id"]) if found else None


def refused(refusal: Refusal) -> dict[str, Any]:
    """How Alipay says no: with 200."""
    cause = refusal.code if "." in refusal.code else CAUSES.get(refusal.code, "")
    code, msg = ("40004", "Business Failed") if refusal.status != 401 else ("40002", "Invalid")
    sub_code = cause or "ACQ.INVALID_PARAMETER"
    return {"code": code, "msg": msg, "sub_code": sub_code, "sub_msg": refusal.message}


def fen(text: str) -> int:
    """Yuan, as merchants write them."""
    if not AMOUNT.fullmatch(text):
        raise Refusal(400, "ACQ.INVALID_PARAMETER", "An amount has two decimals.")
    return int(text.replace(".", ""))


def seconds(text: str) -> float:
    """A moment as told in China, since 1970."""
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=objects.SHANGHAI)
    except ValueError as broken:
        raise Refusal(400, "ACQ.INVALID_PARAMETER", "time_expire") from broken
    if at.timestamp() <= time.time():
        raise Refusal(400, "ACQ.INVALID_PARAMETER", "time_expire is over")
    return at.timestamp()


def members(wanted: dict[str, Any]) -> Fields:
    """What the till is asked for."""
    return Fields(json.dumps(wanted).encode())
