"""The driver's API: what the page lets a customer choose, for tests; from this machine alone."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, is_loopback, read_body
from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.outcomes import (
    CAUSES,
    DEFAULT_DELAY_SECONDS,
    LONGEST_DELAY_SECONDS,
    OUTCOMES,
    Choice,
    happen,
)
from sandbox.till.payments import payment, payment_view
from sandbox.till.refunds import REFUND_MODES


class DriverApi:
    """Routes that move payments and break the provider without a browser."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def routes(self) -> list[Route]:
        """Every route of the driver."""
        return [
            Route("/drive/faults", self._faults, methods=["POST"]),
            Route("/drive/{id}", self._drive, methods=["POST"]),
            Route("/drive/{id}", self._look, methods=["GET"]),
        ]

    async def _faults(self, request: Request) -> Response:
        refuse_strangers(request)
        fields = Fields(await read_body(request))
        faults = self._till.faults
        faults.provider_down = fields.flag("provider_down", default=False)
        faults.broken = fields.flag("broken", default=False)
        faults.delay_seconds = fields.seconds("delay_ms", 60_000, default=0) / 1000
        told = {"provider_down": faults.provider_down, "delay_ms": faults.delay_seconds * 1000}
        return JSONResponse(told)

    async def _drive(self, request: Request) -> Response:
        refuse_strangers(request)
        choice = choice_of(Fields(await read_body(request)))
        happen(self._till, request.path_params["id"], choice)
        return JSONResponse(self._seen(request.path_params["id"]))

    async def _look(self, request: Request) -> Response:
        refuse_strangers(request)
        return JSONResponse(self._seen(request.path_params["id"]))

    def _seen(self, payment_id: str) -> dict[str, Any]:
        view = payment_view(self._till, payment(self._till, payment_id))
        shown = "event_id, state, attempts, answer"
        rows = self._till.store.all(
            f"SELECT {shown} FROM callbacks WHERE subject = ? ORDER BY n",  # noqa: S608
            payment_id,
        )
        return {**view, "callbacks": [dict(row) for row in rows]}


def choice_of(fields: Fields) -> Choice:
    """The outcome that a body asks for."""
    return Choice(
        outcome=fields.one_of("outcome", OUTCOMES),
        cause=fields.one_of("cause", CAUSES, default="insufficient_funds"),
        delay_seconds=fields.seconds("delay_s", LONGEST_DELAY_SECONDS, DEFAULT_DELAY_SECONDS),
        refunds=fields.one_of("refunds", REFUND_MODES, default="succeed"),
    )


def refuse_strangers(request: Request) -> None:
    """Only programs of this machine may drive: no proxy's guest, no web page's script."""
    client = request.client.host if request.client else ""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if not is_loopback(client) or forwarded or not is_loopback(request.url.hostname or ""):
        raise Refusal(403, "not_local", "Only this machine may drive the till.")
    if "origin" in request.headers or "sec-fetch-site" in request.headers:
        raise Refusal(403, "not_a_browser", "Web pages may not drive the till.")
