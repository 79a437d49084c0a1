"""Security headers on every answer, and a content policy with the hashes of a page's own scripts."""

import base64
import hashlib
import re
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commerce.settings import settings

PLAIN = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # order links carry a key
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")
# Answers from caches or in pieces, or compressed ones, cannot be read here.
NOT_FOR_PAGES = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
NO_PAGES = ("/assets/", "/media/", "/api/")
# Scripts that run; a product's facts for search engines (application/ld+json) do not.
_SCRIPT = re.compile(rb"<script(?![^>]*(?:\bsrc=|ld\+json))[^>]*>(.*?)</script>", re.DOTALL)
STRICT = "default-src 'none'; frame-ancestors 'none'"


class SecurityHeaders:
    """Adds the headers; pages get a policy that names their inline scripts by hash."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read pages whole, pass everything else on as it comes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not scope["path"].startswith(NO_PAGES):
            kept = [pair for pair in scope["headers"] if pair[0] not in NOT_FOR_PAGES]
            # Without the server's extensions the file comes through us and not around us.
            scope = {**scope, "headers": kept, "extensions": {}}
        await self.app(scope, receive, _Page(send).send)


class _Page:
    """One answer: held back while it is a page, so that its scripts can be hashed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_page(message):
                self._start = message
                return
            await self._send(_with(message, STRICT))
        elif self._start is not None and message["type"] == "http.response.body":
            await self._collect(message)
        else:
            await self._send(message)

    async def _collect(self, message: Message) -> None:
        assert self._start is not None  # noqa: S101
        self._body.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = b"".join(self._body)
        await self._send(_with(self._start, policy(body)))
        await self._send({"type": "http.response.body", "body": body})


def policy(page: bytes) -> str:
    """The content policy of a page. Reflex evaluates the events that the server sends: hence eval."""
    return _policy(frozenset(filter(None, _SCRIPT.findall(page))))


@lru_cache(maxsize=64)  # pages share their scripts
def _policy(scripts: frozenset[bytes]) -> str:
    hashes = sorted(_hash(script) for script in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' 'unsafe-eval'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def _is_page(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return b"text/html" in headers.get(b"content-type", b"") and not headers.get(
        b"content-encoding"
    )


def _with(start: Message, content_policy: str) -> Message:
    given = {name.lower() for name, _ in start["headers"]}
    wanted = added(content_policy)
    headers = [*start["headers"], *(pair for pair in wanted if pair[0] not in given)]
    return {**start, "headers": headers}


def added(content_policy: str = STRICT) -> tuple[tuple[bytes, bytes], ...]:
    """What an answer with that policy gets, as far as it does not say so itself."""
    wanted = (*PLAIN, (b"content-security-policy", content_policy.encode()))
    return (*wanted, HSTS) if settings().secure_cookies else wanted
