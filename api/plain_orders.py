"""Plain orders, told from the bytes of a connection: the shortest way there is to read a request.

Only what has one meaning under any reading of RFC 9112 is read here; the server's parser has the
rest, and says what is wrong with it.
"""

import re
from dataclasses import dataclass

from api.bodies import LARGEST_BODY

Headers = dict[bytes, bytes]
LARGEST_HEAD = 32 * 1024  # bytes of a request line and its headers; Chrome sends 8 KiB at most

_LINE = b"POST /api/v1/orders HTTP/1.1\r\n"
_FIELD = (
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*"
    rb"((?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?)\r\n"
)
_HEAD = re.compile(re.escape(_LINE) + rb"((?:" + _FIELD + rb")+)\r\n")
_FIELDS = re.compile(_FIELD)
_JSON = b"application/json"
# Who sends one of these may be somebody, or a browser, or wants something of the layers.
_ODD = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"cookie",
        b"expect",
        b"origin",
        b"sec-fetch-site",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)


@dataclass(frozen=True, slots=True)
class PlainOrder:
    """A request for an order with nothing odd about it; `size`: its bytes, with those to come."""

    headers: Headers
    head: int
    size: int


def plain_order(data: bytes) -> PlainOrder | None:
    """The plain order that `data` begins with, or None when anything in it wants more care."""
    if not data.startswith(_LINE):
        return None
    head = _HEAD.match(data, 0, LARGEST_HEAD)
    if head is None:
        return None
    fields: list[tuple[bytes, bytes]] = _FIELDS.findall(head[1])
    headers = {name.lower(): value for name, value in fields}
    length = headers.get(b"content-length", b"")
    simple = (
        len(headers) == len(fields)
        and _ODD.isdisjoint(headers)
        and headers.get(b"content-type") == _JSON
        and headers.get(b"idempotency-key")
        and headers.get(b"host")
        and headers.get(b"connection", b"keep-alive").lower() == b"keep-alive"
        and length.isdigit()
        and len(length) < 6
        and int(length) <= LARGEST_BODY
    )
    return PlainOrder(headers, head.end(), head.end() + int(length)) if simple else None
