"""WeChat Pay's API v3 for QR codes (Native), as far as a shop asks for it."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.fields import Fields, read_body
from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.payments import end_payment, open_payment, payment
from sandbox.till.refunds import open_refund
from sandbox.wechat import objects
from sandbox.wechat.sealing import Sealing

WIRE = "wechat"
Answer = Callable[[Request, Fields], dict[str, Any] | None]


class WechatApi:
    """Routes for the one merchant whose certificate this twin knows."""

    def __init__(self, till: Till, sealing: Sealing) -> None:
        self._till = till
        self._sealing = sealing

    def routes(self) -> list[Route]:
        """Every route of the API."""
        trade = "/v3/pay/transactions/out-trade-no/{number}"
        refunds = "/v3/refund/domestic/refunds"
        return [
            Route("/v3/pay/transactions/native", self._asked(self._open), methods=["POST"]),
            Route(trade, self._asked(self._query), methods=["GET"]),
            Route(trade + "/close", self._asked(self._close), methods=["POST"]),
            Route(refunds, self._asked(self._refund), methods=["POST"]),
            Route(refunds + "/{number}", self._asked(self._query_refund), methods=["GET"]),
        ]

    def _asked(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def route(request: Request) -> Response:
            faults = self._till.faults
            try:
                body = await read_body(request)
                if faults.provider_down:
                    raise Refusal(503, "SYSTEM_ERROR", "WeChat Pay is down.")
                target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                told = request.headers.get("authorization", "")
                self._sealing.check(told, request.method, target, body)
                found = answer(request, Fields(body))
                await asyncio.sleep(faults.delay_seconds)
                if faults.broken:
                    raise Refusal(500, "SYSTEM_ERROR", "WeChat Pay did it, and fell over.")
            except Refusal as refusal:
                status = 400 if refusal.status in (409, 422) else refusal.status
                return self._signed(status, {"code": refusal.code, "message": refusal.message})
            return self._signed(200 if found else 204, found)

        return route

    def _signed(self, status: int, told: dict[str, Any] | None) -> Response:
        body = b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
        headers = self._sealing.headers(body) | {"content-type": "application/json"}
        return Response(body, status, headers)

    def _open(self, _request: Request, fields: Fields) -> dict[str, Any]:
        if fields.text("mchid", 32) != self._sealing.keys.wechat_mchid:
            raise Refusal(400, "PARAM_ERROR", "mchid is not yours")
        if fields.text("appid", 32) != self._sealing.keys.wechat_appid:
            raise Refusal(400, "APPID_MCHID_NOT_MATCH", "appid and mchid do not match")
        amount = Fields(json.dumps(fields.members.get("amount")).encode())
        if amount.text("currency", 3, "CNY") != "CNY":
            raise Refusal(400, "PARAM_ERROR", "amount.currency must be CNY")
        number = fields.text("out_trade_no", 32)
        wanted = {
            "merchant_reference": number,
            "amount": amount.whole("total", 1, 10**10),
            "currency": "CNY",
            "description": fields.text("description", 127),
            "shop_name": fields.text("description", 127)[:100],
            "locale": "zh",
            "method": "wechat",
            "return_url": fields.url("notify_url"),
            "notify_url": fields.url("notify_url"),
            "expires_at": fields.text("time_expire", 64),
        }
        row = open_payment(self._till, f"{WIRE}:{number}", _members(wanted), WIRE)
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={row['id']}"}

    def _query(self, request: Request, _fields: Fields) -> dict[str, Any]:
        if request.query_params.get("mchid") != self._sealing.keys.wechat_mchid:
            raise Refusal(400, "PARAM_ERROR", "mchid is missing")
        return objects.transaction(self._sealing, self._named(request))

    def _close(self, request: Request, _fields: Fields) -> None:
        row = self._named(request)
        if row["status"] == "succeeded":
            raise Refusal(400, "ORDERPAID", "The order has been paid.")
        if row["status"] == "pending":
            with self._till.store.transaction():
                end_payment(self._till, row["id"], "cancelled")

    def _refund(self, _request: Request, fields: Fields) -> dict[str, Any]:
        number = fields.text("out_refund_no", 64)
        paid = self._payment(fields.text("out_trade_no", 32))
        amount = Fields(json.dumps(fields.members.get("amount")).encode())
        if amount.whole("total", 1, 10**10) != paid["amount"]:
            raise Refusal(400, "PARAM_ERROR", "amount.total is not the order's")
        wanted = {
            "payment_id": paid["id"],
            "merchant_reference": number,
            "amount": amount.whole("refund", 1, 10**10),
            "currency": amount.text("currency", 3),
            "reason": fields.text("reason", 80, ""),
            "notify_url": fields.url("notify_url"),
            "extra": {"total": paid["amount"], "out_trade_no": paid["merchant_reference"]},
        }
        row = open_refund(self._till, f"{WIRE}:{number}", _members(wanted), WIRE)
        return objects.refund(self._sealing, row)

    def _query_refund(self, request: Request, _fields: Fields) -> dict[str, Any]:
        asked = "SELECT * FROM refunds WHERE wire = ? AND merchant_reference = ?"
        row = self._till.store.one(asked, WIRE, request.path_params["number"])
        if row is None:
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "There is no such refund.")
        return objects.refund(self._sealing, row)

    def _named(self, request: Request) -> sqlite3.Row:
        return self._payment(request.path_params["number"])

    def _payment(self, number: str) -> sqlite3.Row:
        asked = "SELECT id FROM payments WHERE wire = ? AND merchant_reference = ?"
        found = self._till.store.one(asked, WIRE, number)
        if found is None:
            raise Refusal(404, "ORDER_NOT_EXIST", "There is no such order.")
        return payment(self._till, found["id"])


def _members(wanted: dict[str, Any]) -> Fields:
    return Fields(json.dumps(wanted).encode())
