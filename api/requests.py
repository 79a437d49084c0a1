"""Around every request: its id, its measure, and an answer whatever breaks inside."""

import re
import time

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics, problems
from api.languages import language_of
from commerce.ids import new_id_text

HEADER = b"x-request-id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
log = structlog.get_logger()


class RequestFrame:
    """Gives each request an id (the caller's own, if it has a decent form) and counts it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer with problem details when something unexpected comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request_id = id_of(request.headers.get(HEADER.decode(), ""))
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id.encode())]
            await send(message)

        began = time.perf_counter()
        bound = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, answer)
        except Exception:
            log.exception("api.unexpected", path=scope["path"])
            if not status:
                response = problems.unexpected(request_id, language_of(request))
                await response(scope, receive, answer)
        finally:
            structlog.contextvars.reset_contextvars(**bound)
        metrics.observe(scope, status, time.perf_counter() - began)


def id_of(given: str) -> str:
    """The caller's own id for a request, if it has a decent form; else a new one."""
    return given if _GIVEN.fullmatch(given) else new_id_text()
