"""The platform's API: signed requests under /promotion/v1, and its faults for tests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, read_body
from sandbox.promotion import PromotionPlatform
from sandbox.promotion.campaigns import ORDERS, begin, campaign, change, tell, view
from sandbox.refusals import Refusal
from sandbox.signing import check_request
from sandbox.till.api import idempotency_key
from sandbox.till.drive import refuse_strangers

Answer = Callable[[Request, bytes], tuple[int, dict[str, Any]]]


class PromotionApi:
    """Routes for the one account whose keys this platform holds."""

    def __init__(self, platform: PromotionPlatform) -> None:
        self._platform = platform

    def routes(self) -> list[Route]:
        """Every route of the platform."""
        base = "/promotion/v1/campaigns"
        return [
            Route(base, self._signed(self._begin), methods=["POST"]),
            Route(base + "/{id}", self._signed(self._query), methods=["GET"]),
            Route(base + "/{id}/{order}", self._signed(self._tell), methods=["POST"]),
            Route("/drive/promotion/faults", self._faults, methods=["POST"]),
            Route("/drive/promotion/{id}", self._drive, methods=["POST"]),
        ]

    def _signed(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def route(request: Request) -> Response:
            body = await read_body(request)
            if self._platform.faults.down:
                raise Refusal(503, "provider_down", "The platform is down.")
            self._check_account(request, body)
            status, told = answer(request, body)
            await asyncio.sleep(self._platform.faults.delay_seconds)
            return JSONResponse(told, status_code=status)

        return route

    def _check_account(self, request: Request, body: bytes) -> None:
        keys = self._platform.keys
        if request.headers.get("x-account") != keys.promotion_account:
            raise Refusal(401, "account_unknown", "X-Account names no account of this platform.")
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        check_request(keys.promotion_key, request.headers, request.method, target, body)

    def _begin(self, request: Request, body: bytes) -> tuple[int, dict[str, Any]]:
        row = begin(self._platform, idempotency_key(request), Fields(body))
        return 201, view(self._platform, row)

    def _query(self, request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, view(self._platform, campaign(self._platform, request.path_params["id"]))

    def _tell(self, request: Request, _body: bytes) -> tuple[int, dict[str, Any]]:
        order = request.path_params["order"]
        if order not in (*ORDERS, "stop"):
            raise Refusal(404, "order_unknown", "pause, resume or stop.")
        row = tell(self._platform, request.path_params["id"], order)
        return 200, view(self._platform, row)

    async def _faults(self, request: Request) -> Response:
        refuse_strangers(request)
        fields = Fields(await read_body(request))
        faults = self._platform.faults
        faults.down = fields.flag("down", default=False)
        faults.delay_seconds = fields.seconds("delay_ms", 60_000, default=0) / 1000
        return JSONResponse({"down": faults.down, "delay_ms": faults.delay_seconds * 1000})

    async def _drive(self, request: Request) -> Response:
        """Move a campaign by hand, without a notice: the next step or question tells of it."""
        refuse_strangers(request)
        fields = Fields(await read_body(request))
        row = campaign(self._platform, request.path_params["id"])
        with self._platform.store.transaction():
            row = change(
                self._platform,
                row,
                delivered=fields.whole("delivered", 0, 10**9),
                status=fields.one_of("status", ("running", "completed", "ended"), "running"),
            )
        return JSONResponse(view(self._platform, row))
