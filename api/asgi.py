"""What the layers in front of the app have in common: headers of a scope, and refusals."""

import json

from starlette.types import Scope, Send

from api.languages import preferred
from api.wording import title

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def header(scope: Scope, name: bytes) -> str:
    """A request header's value, or nothing; the first one counts."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def refuse(scope: Scope, send: Send, status: int, code: str) -> None:
    """Problem details as the whole answer, in the asker's language."""
    locale = preferred(header(scope, b"accept-language"))
    content = {"type": code, "title": title(code, locale), "status": status}
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
