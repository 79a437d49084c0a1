"""The merchant's API: signed requests under /v1."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, read_body
from sandbox.refusals import Refusal
from sandbox.signing import check_request
from sandbox.till import Till
from sandbox.till.payments import METHODS, cancel_payment, open_payment, payment, payment_view
from sandbox.till.refunds import open_refund, refund, refund_view

Answer = Callable[[Request, bytes], tuple[int, dict[str, Any]]]


class MerchantApi:
    """Routes for the one merchant whose keys this till holds."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def routes(self) -> list[Route]:
        """Every route of the API."""
        return [
            Route("/v1/keys", self._keys, methods=["GET"]),
            Route("/v1/account", self._signed(self._account), methods=["GET"]),
            Route("/v1/payments", self._signed(self._open), methods=["POST"]),
            Route("/v1/payments/{id}", self._signed(self._query), methods=["GET"]),
            Route("/v1/payments/{id}/cancel", self._signed(self._cancel), methods=["POST"]),
            Route("/v1/refunds", self._signed(self._refund), methods=["POST"]),
            Route("/v1/refunds/{id}", self._signed(self._query_refund), methods=["GET"]),
        ]

    def _signed(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def route(request: Request) -> Response:
            body = await read_body(request)
            if self._till.faults.provider_down:
                raise Refusal(503, "provider_down", "The provider is down.")
            self._check_merchant(request, body)
            status, told = answer(request, body)
            await asyncio.sleep(self._till.faults.delay_seconds)
            if self._till.faults.broken:
                raise Refusal(500, "broken", "The provider did it, and fell over.")
            return JSONResponse(told, status_code=status)

        return route

    def _check_merchant(self, request: Request, body: bytes) -> None:
        keys = self._till.keys
        if request.headers.get("x-merchant") != keys.merchant_id:
            raise Refusal(401, "merchant_unknown", "X-Merchant names no merchant of this till.")
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        check_request(keys.merchant_key, request.headers, request.method, target, body)

    async def _keys(self, _request: Request) -> Response:
        key = {"algorithm": "ed25519", "public_key": self._till.keys.public_key}
        return JSONResponse({"keys": [key]})

    def _account(self, _request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, {"merchant_id": self._till.keys.merchant_id, "methods": list(METHODS)}

    def _open(self, request: Request, body: bytes) -> tuple[int, dict[str, Any]]:
        row = open_payment(self._till, idempotency_key(request), Fields(body))
        return 201, payment_view(self._till, row)

    def _query(self, request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, payment_view(self._till, payment(self._till, request.path_params["id"]))

    def _cancel(self, request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        row = cancel_payment(self._till, request.path_params["id"])
        return 200, payment_view(self._till, row)

    def _refund(self, request: Request, body: bytes) -> tuple[int, dict[str, Any]]:
        row = open_refund(self._till, idempotency_key(request), Fields(body))
        return 201, refund_view(self._till, row)

    def _query_refund(self, request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, refund_view(self._till, refund(self._till, request.path_params["id"]))


def idempotency_key(request: Request) -> str:
    """The key that makes a repeated POST harmless."""
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= 200:
        raise Refusal(400, "idempotency_key_required", "Idempotency-Key: 1 to 200 characters.")
    return key
