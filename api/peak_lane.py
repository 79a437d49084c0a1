"""The shortest way for `POST /api/v1/orders`: past every layer, for an order with nothing odd about it.

A guest's order that a program sends in one piece needs none of the layers' care, and what they cost
is more than half of what an order costs. Whatever is not as plain as that, and every refusal but
that of a full queue, is answered by the long way, so that both give the same answers
(tests/laws/test_order_ways.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from api.bodies import parse_object
from api.guards import address_of
from api.headers import added
from api.languages import Locale, preferred
from api.order_answers import placed_answer
from api.plain_orders import Headers
from api.problems import ProblemResponse, problem
from api.requests import HEADER, id_of
from commerce.db.batches import RETRY_SECONDS
from commerce.errors import Busy
from commerce.limits import Limit, count
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.placing import place_order
from commerce.orders.views import PlacedOrder
from commerce.orders.writer import writer
from commerce.shops.queries import ShopView, shop_at

_JSON = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class _Wish:
    """A plain order, parsed; nothing was counted or written yet."""

    shop: ShopView
    caller: Caller
    command: PlaceOrder


def refused_as_busy(headers: Headers) -> bytes | None:
    """The answer's headers and body (503) while no order can be taken, whatever it asks for.

    Told before the order is read: who comes in a crowd learns it at once, and keeps nobody waiting.
    """
    if writer.has_room:
        return None
    told = _busy(preferred(_text(headers, b"accept-language")))
    return _written(headers, told.raw_headers, bytes(told.body))


async def placed(headers: Headers, body: bytes, client: str) -> bytes | Exception | None:
    """Place it; the answer's headers and body, after the commit.

    An exception says why it was not placed, for the long way to tell (`order_lane.REFUSAL`); None:
    the long way finds out what is wrong with it. Nothing was counted or written then.
    """
    wish = await _wish(headers, body)
    if wish is None:
        return None
    try:
        await count(Limit.PLACE_ORDER_IP, address_of(_text(headers, b"x-forwarded-for"), client))
        return _answer(headers, await place_order(wish.shop, wish.caller, wish.command))
    except Exception as refusal:  # noqa: BLE001  told, or logged, by the long way
        return refusal


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


def _answer(headers: Headers, order: PlacedOrder) -> bytes:
    body = placed_answer(order).model_dump_json().encode()
    return _written(headers, ((b"content-length", b"%d" % len(body)), _JSON), body)


@lru_cache(maxsize=4)
def _busy(locale: Locale) -> ProblemResponse:
    return problem(Busy(RETRY_SECONDS), locale)


def _written(headers: Headers, told: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    asked = id_of(_text(headers, HEADER)).encode()
    own = b"".join([b"%b: %b\r\n" % pair for pair in told])
    return b"%b%b%b: %b\r\n\r\n%b" % (own, _always(added()), HEADER, asked, body)


@lru_cache(maxsize=4)
def _always(told: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join([b"%b: %b\r\n" % pair for pair in told])


def _text(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")
