"""Law: an order's answer does not tell which way it went, past all layers or through them."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.server import ServerState

from api.door import Door
from api.front import in_front
from api.plain_orders import LARGEST_HEAD, plain_order
from api.routes import build
from commerce.ids import new_id
from commerce.limits import forget_counts
from commerce.settings import settings
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop, a_product, a_shop, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")
REQUEST_ID = b"law-of-both-ways"
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Wire(asyncio.Transport):
    """A connection's other end."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 80)})
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...

    def answers(self) -> list[Answer]:
        """All that was answered so far."""
        found: list[Answer] = []
        rest = self.written
        while rest:
            head, _, rest = rest.partition(b"\r\n\r\n")
            status, *lines = head.split(b"\r\n")
            headers = sorted((line.partition(b": ")[0], line.partition(b": ")[2]) for line in lines)
            length = int(dict(headers)[b"content-length"])
            found.append((int(status[9:12]), headers, rest[:length]))
            rest = rest[length:]
        return found


class Ways:
    """All layers, the same behind the door, and how many requests the door passed on to them."""

    def __init__(self) -> None:
        self.layers = in_front(build())
        self.passed_on = 0
        self._config = Config(
            self._passed_on,
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        self._config.load()

    async def _passed_on(self, scope: Any, receive: Any, send: Any) -> None:
        self.passed_on += 1
        await self.layers(scope, receive, send)

    def open(self) -> tuple[Door, Wire]:
        """A new connection."""
        door, wire = Door(self._config, ServerState(), {}), Wire()
        door.connection_made(wire)
        return door, wire

    async def at_the_door(self, *pieces: bytes) -> list[Answer]:
        """What these bytes are answered."""
        door, wire = self.open()
        for piece in pieces:
            door.data_received(piece)
            await asyncio.sleep(0)
        await done(door)
        door.connection_lost(None)
        return wire.answers()


async def done(door: Door) -> None:
    while door.tasks:
        await asyncio.wait(list(door.tasks))


@pytest.fixture(scope="module")
def ways() -> Ways:
    return Ways()


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    forget_counts()
    forget_shops()
    yield
    forget_counts()


def a_scope(shop: BuiltShop, content: bytes, **headers: str) -> dict[str, Any]:
    given = {
        "host": shop.host,
        "content-type": "application/json",
        "content-length": str(len(content)),
        "x-request-id": REQUEST_ID.decode(),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/orders",
        "raw_path": b"/api/v1/orders",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "extensions": {},
    }


async def answer_of(app: ASGIApp, scope: dict[str, Any], *pieces: bytes) -> Answer:
    """Status, headers in an order of their own, body."""
    waiting = [
        {"type": "http.request", "body": piece, "more_body": n < len(pieces)}
        for n, piece in enumerate(pieces, start=1)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], sorted(sent[0]["headers"]), body


def written(**changes: Any) -> bytes:
    return json.dumps(an_order_body(**changes), ensure_ascii=False).encode()


def raw(scope: dict[str, Any], content: bytes) -> bytes:
    lines = [b"%b: %b" % pair for pair in scope["headers"]]
    return b"\r\n".join((b"POST /api/v1/orders HTTP/1.1", *lines, b"", content))


async def both(ways: Ways, shop: BuiltShop, content: bytes, **headers: str) -> tuple[Any, Any]:
    scope = a_scope(shop, content, **headers)
    (short,) = await ways.at_the_door(raw(scope, content))
    return short, await answer_of(ways.layers, scope, content)


@pytest.mark.parametrize("language", ["en", "zh-CN,zh;q=0.9", ""])
async def test_a_plain_order_is_answered_byte_for_byte_as_its_repeat_by_the_layers(ways, language):
    shop = await a_product(await a_shop())
    passed_on = ways.passed_on
    headers = {"idempotency_key": new_id().hex, "accept_language": language}
    short, long = await both(ways, shop, written(), **headers)
    assert short[0] == 201
    assert short == long
    assert ways.passed_on == passed_on  # the door placed it by itself
    assert await stock_of(shop) == 9


ODD_BODIES = {
    "too_many": written(quantity=50),
    "unknown_sku": written(sku="NOTHING"),
    "other_total": written(expected_total={"minor": 1, "currency": "CNY"}),
    "no_lines": written(lines=[]),
    "unknown_name": written(tip=5),
    "no_phone": written(contact={"name": "A", "phone": None, "email": None}),
    "wrong_phone": written(contact={"name": "A", "phone": "12", "email": None}),
    "no_address": written(address=None),
    "unknown_coupon": written(coupon="NONE"),
    "name_twice": written()[:-1] + b', "coupon": null, "coupon": null}',
    "not_a_number": b'{"lines": NaN}',
    "half_a_pair": b'{"lines": "\\ud800"}',
    "no_utf8": b"\xff{}",
    "no_json": b'{"lines": [',
    "a_list": b"[]",
    "deep": b"[" * 50 + b"]" * 50,
    "nothing": b"",
}


@pytest.mark.parametrize("content", ODD_BODIES.values(), ids=ODD_BODIES.keys())
async def test_a_refusal_is_the_same_byte_for_byte(ways, content):
    shop = await a_product(await a_shop())
    short, long = await both(ways, shop, content, idempotency_key=new_id().hex)
    assert 400 <= short[0] < 500
    assert short == long
    assert await stock_of(shop) == 10


@pytest.mark.parametrize("language", ["en", "zh-CN,zh;q=0.9", ""])
async def test_a_full_queue_refuses_before_it_reads_and_in_the_words_of_the_layers(
    ways, language, monkeypatch
):
    shop = await a_product(await a_shop())
    passed_on = ways.passed_on
    headers = {"idempotency_key": new_id().hex, "accept_language": language}
    with monkeypatch.context() as full:
        full.setenv("ALLHOURS_MOST_WAITING", "0")
        settings.cache_clear()
        short, long = await both(ways, shop, written(), **headers)
        unread = raw(a_scope(shop, b"{", **headers), b"{")
        answers = await ways.at_the_door(unread + unread)
    settings.cache_clear()
    assert (short[0], dict(short[1])[b"retry-after"]) == (503, b"1")
    assert short == long
    assert answers == [short, short]
    assert ways.passed_on == passed_on
    again, _ = await both(ways, shop, written(), **headers)
    assert again[0] == 201
    assert await stock_of(shop) == 9


ODD_HEADERS = {
    "no_key": {},
    "short_key": {"idempotency_key": "short"},
    "no_ascii_key": {"idempotency_key": "café-café-café"},
    "other_type": {"idempotency_key": "a" * 32, "content_type": "text/plain"},
    "unknown_host": {"idempotency_key": "a" * 32, "host": "nowhere.test"},
    "cross_site": {"idempotency_key": "a" * 32, "sec_fetch_site": "cross-site"},
    "other_origin": {"idempotency_key": "a" * 32, "origin": "http://evil.test"},
    "long_body": {"idempotency_key": "a" * 32, "content_length": "9999999"},
}


@pytest.mark.parametrize("headers", ODD_HEADERS.values(), ids=ODD_HEADERS.keys())
async def test_odd_headers_are_answered_as_the_layers_answer_them(ways, headers):
    shop = await a_product(await a_shop())
    await a_shop()  # a sole shop would answer to every name
    short, long = await both(ways, shop, written(quantity=50), **headers)
    assert 400 <= short[0] < 500
    assert short == long


@pytest.mark.parametrize("cuts", [(20,), (20, 40), (0,)])
async def test_a_body_in_pieces_is_read_as_one(ways, cuts):
    shop = await a_product(await a_shop())
    content, passed_on = written(), ways.passed_on
    scope = a_scope(shop, content, idempotency_key=new_id().hex)
    pieces = [content[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
    (short,) = await ways.at_the_door(raw(scope, pieces[0]), *pieces[1:])
    assert short[0] == 201
    assert short == await answer_of(ways.layers, scope, content)
    assert ways.passed_on == passed_on
    odd = written(quantity=50)
    whole = raw(a_scope(shop, odd, idempotency_key=new_id().hex), odd)
    (refused,) = await ways.at_the_door(whole[:-60], whole[-60:])
    assert refused[0] == 409


async def test_orders_in_one_piece_are_answered_in_their_order(ways):
    shop = await a_product(await a_shop())
    content, odd = written(), written(quantity=50)
    requests = [
        raw(a_scope(shop, body, idempotency_key=new_id().hex), body)
        for body in (content, odd, content)
    ]
    answers = await ways.at_the_door(b"".join(requests))
    assert [status for status, _, _ in answers] == [201, 409, 201]
    assert await stock_of(shop) == 8


async def test_what_comes_while_an_order_is_placed_waits_for_its_answer(ways):
    shop = await a_product(await a_shop())
    content, odd = written(), written(quantity=50)
    door, wire = ways.open()
    for body in (content, odd, content):
        whole = raw(a_scope(shop, body, idempotency_key=new_id().hex), body)
        door.data_received(whole[:50])
        door.data_received(whole[50:])
        await asyncio.sleep(0)
    door.data_received(b"GET /api/v1/nothing HTTP/1.1\r\nhost: " + shop.host.encode() + b"\r\n\r\n")
    for _ in range(4):
        await done(door)
        await asyncio.sleep(0)
    assert [status for status, _, _ in wire.answers()] == [201, 409, 201, 404]
    assert await stock_of(shop) == 8


async def test_who_waits_for_an_order_is_answered_before_the_server_ends(ways):
    shop = await a_product(await a_shop())
    content = written()
    door, wire = ways.open()
    door.data_received(raw(a_scope(shop, content, idempotency_key=new_id().hex), content))
    door.shutdown()
    assert not wire.closed
    await done(door)
    ((status, headers, _),) = wire.answers()
    assert (status, dict(headers)[b"connection"]) == (201, b"close")
    assert wire.closed


ODD_HEADS = {
    "folded": b"x-odd: a\r\n b\r\n",
    "twice": b"content-length: 5\r\n",
    "space_before_colon": b"x-odd : a\r\n",
    "no_colon": b"x-odd\r\n",
    "bare_line_feed": b"x-odd: a\nb: c\r\n",
    "nul": b"x-odd: a\0\r\n",
    "chunked": b"transfer-encoding: chunked\r\n",
    "upgrade": b"upgrade: websocket\r\n",
}


@pytest.mark.parametrize("line", ODD_HEADS.values(), ids=ODD_HEADS.keys())
async def test_a_head_with_two_readings_is_left_to_the_parser(line):
    plain = (
        b"POST /api/v1/orders HTTP/1.1\r\nhost: a.test\r\ncontent-type: application/json\r\n"
        b"content-length: 2\r\nidempotency-key: aaaaaaaa\r\n"
    )
    told = plain_order(plain + b"x-even: a\r\n\r\n{}")
    assert told is not None
    assert told.headers[b"x-even"] == b"a"
    assert plain_order(plain + line + b"\r\n{}") is None


async def test_who_leaves_before_the_body_is_there_orders_nothing(ways):
    shop = await a_product(await a_shop())
    content = written()
    door, wire = ways.open()
    door.data_received(raw(a_scope(shop, content, idempotency_key=new_id().hex), content[:-1]))
    await asyncio.sleep(0)
    door.connection_lost(None)
    await done(door)
    assert wire.answers() == []
    assert await stock_of(shop) == 10


async def test_who_wants_the_connection_closed_has_it_closed(ways):
    shop = await a_product(await a_shop())
    content = written()
    door, wire = ways.open()
    scope = a_scope(shop, content, idempotency_key=new_id().hex, connection="close")
    door.data_received(raw(scope, content))
    await done(door)
    assert [status for status, _, _ in wire.answers()] == [201]
    assert wire.closed


@pytest.mark.parametrize(
    "piece", [b"x" * LARGEST_HEAD, b"POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n"]
)
async def test_what_is_no_request_is_refused_and_hung_up_on(ways, piece):
    door, wire = ways.open()
    door.data_received(piece if piece.startswith(b"POST") else b"GET /" + piece)
    assert wire.written.startswith(b"HTTP/1.1 400 ")
    assert wire.closed


async def test_a_key_with_another_body_is_refused_either_way(ways):
    shop = await a_product(await a_shop())
    key, content = new_id().hex, written()
    await answer_of(ways.layers, a_scope(shop, content, idempotency_key=key), content)
    short, long = await both(ways, shop, written(quantity=2), idempotency_key=key)
    assert short[0] == 409
    assert short == long


async def test_the_door_counts_tries_and_a_refused_one_once(ways, monkeypatch):
    monkeypatch.setenv("ALLHOURS_RATE_LIMITS", "on")
    settings.cache_clear()
    try:
        shop = await a_product(await a_shop(), stock=0)
        content, seen = written(), []
        for _ in range(31):
            scope = a_scope(shop, content, idempotency_key=new_id().hex)
            ((status, _, _),) = await ways.at_the_door(raw(scope, content))
            seen.append(status)
        assert seen == [409] * 30 + [429]
        short, long = await both(ways, shop, content, idempotency_key=new_id().hex)
        assert short[0] == 429
        assert short == long
    finally:
        monkeypatch.undo()
        settings.cache_clear()
