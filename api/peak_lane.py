"""The shortest way for `POST /api/v1/orders`: past every layer, for an order with nothing odd about it.

A guest's order that a program sends in one piece needs none of the layers' care, and what they cost
is more than half of what an order costs. Whatever is not as plain as that, and every refusal, is
answered by the long way, so that both give the same answers (tests/laws/test_order_ways.py).
"""

import time
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import LARGEST_BODY, parse_object
from api.guards import address_of
from api.headers import added
from api.languages import preferred
from api.metrics import observe
from api.order_answers import placed_answer
from api.order_lane import REFUSAL, ROUTE, is_order
from api.requests import HEADER, id_of
from commerce.limits import Limit, count
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.placing import place_order
from commerce.orders.views import PlacedOrder
from commerce.shops.queries import ShopView, shop_at

# Who sends one of these may be somebody, or a browser, or wants something of the layers.
_ODD = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"cookie",
        b"expect",
        b"origin",
        b"sec-fetch-site",
        b"transfer-encoding",
    }
)
_JSON = (b"content-type", b"application/json")
Headers = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A plain order, parsed; nothing was counted or written yet."""

    shop: ShopView
    caller: Caller
    command: PlaceOrder


class PeakLane:
    """Places plain orders, and passes on everything else, and what it may not place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the order after its commit, or have the long way answer."""
        headers = _plain(scope) if is_order(scope) else None
        if headers is None:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        taken, body = await _read(receive, int(headers[b"content-length"]))
        wish = await _wish(headers, body)
        placed = await _place(scope, headers, wish) if wish else None
        if placed is None:
            await self._app(scope, _again(taken, receive), send)
            return
        await _answer(headers, placed, send)
        observe({**scope, "route": ROUTE}, 201, time.perf_counter() - began)


def _plain(scope: Scope) -> Headers | None:
    """The headers of a plain order, or None when any of them wants more care."""
    headers: Headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    plain = (
        len(headers) == len(scope["headers"])
        and _ODD.isdisjoint(headers)
        and headers.get(_JSON[0]) == _JSON[1]
        and headers.get(b"idempotency-key")
        and length.isdigit()
        and len(length) < 6
        and int(length) <= LARGEST_BODY
    )
    return headers if plain else None


async def _read(receive: Receive, length: int) -> tuple[list[Message], bytes]:
    """The body as far as it came, and the messages that it came in, the last one first."""
    taken: list[Message] = []
    body, more = b"", True
    while more and len(body) < length:
        message = await receive()
        taken.insert(0, message)
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
    return taken, body


async def _wish(headers: Headers, body: bytes) -> _Wish | None:
    """What the order asks for, or None: then the long way says what is wrong with it."""
    try:
        shop = await shop_at(_text(headers, b"host"))
        command = PlaceOrder.parse(parse_object(body), shop.country)
        return _Wish(shop, _caller(headers, command.contact.name), command)
    except Exception:  # noqa: BLE001  it comes up again there
        return None


def _caller(headers: Headers, name: str) -> Caller:
    locale = preferred(_text(headers, b"accept-language"))
    return Caller("guest", _text(headers, b"idempotency-key"), None, name, locale)


async def _place(scope: Scope, headers: Headers, wish: _Wish) -> PlacedOrder | None:
    """The placed order; or None, and the long way finds in the scope what to say instead."""
    client = scope["client"][0] if scope.get("client") else ""
    try:
        await count(Limit.PLACE_ORDER_IP, address_of(_text(headers, b"x-forwarded-for"), client))
        return await place_order(wish.shop, wish.caller, wish.command)
    except Exception as refusal:  # noqa: BLE001  told, or logged, by the long way
        scope[REFUSAL] = refusal
        return None


def _again(taken: list[Message], receive: Receive) -> Receive:
    """`receive` as if those had not been taken yet."""

    async def received() -> Message:
        return taken.pop() if taken else await receive()

    return received


async def _answer(headers: Headers, placed: PlacedOrder, send: Send) -> None:
    body = placed_answer(placed).model_dump_json().encode()
    request_id = id_of(_text(headers, HEADER))
    told = [
        (b"content-length", str(len(body)).encode()),
        _JSON,
        *added(),
        (HEADER, request_id.encode()),
    ]
    await send({"type": "http.response.start", "status": 201, "headers": told})
    await send({"type": "http.response.body", "body": body})


def _text(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")
