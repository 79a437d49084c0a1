"""The first HTML of every page, before any script runs: language, head, words, status.

Reflex serves static files; what depends on the database is put into them here, so that crawlers
and link previews see a product's name and price, and learn what does not exist.
"""

from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.languages import Locale, preferred
from api.origins import origin_at
from api.page_contents import content_of, missing
from api.page_heads import Content, Place, with_head
from commerce.errors import NotFound
from commerce.shops.queries import ShopView, shop_at
from ui.cookies import LANGUAGE, cookie

log = structlog.get_logger()

NOT_PAGES = ("/api/", "/auth/", "/media/", "/health/", "/metrics", "/_")
UNLISTED = (
    "/account/",
    "/admin/",
    "/cart/",
    "/checkout/",
    "/find-order/",
    "/login/",
    "/orders/",
    "/register/",
    "/sign-in/",
)
FOREVER = b"public, max-age=31536000, immutable"
AN_HOUR = b"public, max-age=3600"
# The whole plain file is read and rewritten: neither a part of it, nor packed, nor unchanged.
_DROPPED_ASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_DROPPED_TOLD = (
    b"content-length",
    b"etag",
    b"last-modified",
    b"content-encoding",
    b"accept-ranges",
)


class FirstHtml:
    """Stands around the app that serves Reflex's files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite pages, let assets be kept, pass everything else on."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith(NOT_PAGES) or path in ("/health", "/api"):
            await self._app(scope, receive, send)
        elif "." in path.rsplit("/", 1)[-1]:
            await self._app(scope, receive, _Kept(path, send).send)
        elif _first_visit_in_chinese(scope):
            await _redirect(scope, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [pair for pair in scope["headers"] if pair[0] not in _DROPPED_ASKED]
        # Without extensions the server leaves the file to us instead of sending it around us.
        plain = {**scope, "headers": headers, "method": "GET", "extensions": {}}
        caught = _Caught()
        await self._app(plain, receive, caught.send)
        start, body = caught.start, bytes(caught.body)
        if _is_html(start):
            start, body = await _rewritten(scope, start, body)
        await send(start)
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )


class _Caught:
    """A whole answer, held back."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = dict(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


class _Kept:
    """An asset: kept for good when its name holds its content's hash; a missing one never."""

    def __init__(self, path: str, send: Send) -> None:
        self._hashed = path.startswith("/assets/")
        self._send = send
        self._missing = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = dict(message)
            self._missing = message["status"] == 404
            told = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
            if self._missing:
                told = [(b"content-type", b"text/plain"), (b"content-length", b"10")]
                told.append((b"cache-control", b"no-store"))
            elif message["status"] in (200, 206, 304):
                told.append((b"cache-control", FOREVER if self._hashed else AN_HOUR))
            message["headers"] = told
            await self._send(message)
        elif not self._missing:
            await self._send(message)
        elif not message.get("more_body"):
            await self._send({"type": "http.response.body", "body": b"Not found\n"})


async def _rewritten(scope: Scope, start: Message, body: bytes) -> tuple[Message, bytes]:
    place = place_of(scope)
    content = await _content(scope, place, start["status"])
    page = with_head(body.decode(), place, content).encode()
    headers = [pair for pair in start["headers"] if pair[0].lower() not in _DROPPED_TOLD]
    headers = [pair for pair in headers if pair[0].lower() not in (b"vary", b"cache-control")]
    headers += [
        (b"content-length", str(len(page)).encode()),
        (b"content-language", place.locale.encode()),
        (b"cache-control", b"no-cache"),
    ]
    if scope["path"] == "/":
        headers.append((b"vary", b"accept-language, cookie"))
    return {**start, "status": content.status or start["status"], "headers": headers}, page


async def _content(scope: Scope, place: Place, status: int) -> Content:
    """The page's words. Without a database the page itself is still served."""
    try:
        shop = await shop_at(Headers(scope=scope).get("host", ""))
        return await _of_shop(shop, place, status)
    except NotFound:
        return Content(status=404)
    except (SQLAlchemyError, OSError) as away:
        log.warning("first_html.database_away", error=type(away).__name__)
        return Content()


async def _of_shop(shop: ShopView, place: Place, status: int) -> Content:
    if status == 404:
        return missing(shop, place)
    if not place.listed:
        return Content()
    return await content_of(shop, place)


def place_of(scope: Scope) -> Place:
    """Where a request's page is, in which language."""
    path = scope["path"].rstrip("/") + "/"
    locale: Locale = "en"
    if path.startswith("/zh/"):
        locale, path = "zh", path.removeprefix("/zh")
    origin = origin_at(Headers(scope=scope).get("host", ""))
    return Place(origin, path, locale, listed=not path.startswith(UNLISTED))


def _first_visit_in_chinese(scope: Scope) -> bool:
    if scope["path"] != "/":
        return False
    headers = Headers(scope=scope)
    chosen = cookie(headers.get("cookie", ""), LANGUAGE)
    return chosen != "en" and (chosen or preferred(headers.get("accept-language", ""))) == "zh"


async def _redirect(scope: Scope, send: Send) -> None:
    query = scope.get("query_string", b"")
    headers: list[tuple[bytes, Any]] = [
        (b"location", b"/zh/" + (b"?" + query if query else b"")),
        (b"vary", b"accept-language, cookie"),
        (b"cache-control", b"no-store"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _is_html(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in start["headers"]
    )
