"""The web server's side of a connection: uvicorn's, with a short way for plain orders.

At the peak most of an order's cost over HTTP would be what surrounds it: a parser that calls back
for each header, a task and four messages of ASGI, a dozen layers. A plain order is read from the
bytes as they come (`api.plain_orders`), placed (`api.peak_lane`) and answered with one write;
everything else, and every refusal but that of a full queue, goes through the app as always.
"""

import time
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.metrics import observe
from api.order_lane import REFUSAL, ROUTE
from api.peak_lane import placed, refused_as_busy
from api.plain_orders import LARGEST_HEAD, PlainOrder, plain_order

MOST_AHEAD = 128 * 1024  # bytes that may wait behind an order before nothing more is read
CREATED = b"HTTP/1.1 201 Created\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\n"
_COUNTED = {"method": "POST", "route": ROUTE}


class Door(HttpToolsProtocol):
    """One connection."""

    _head = 0  # bytes of the head that the parser reads
    _parsing = False  # it is within a request
    _placing = False  # an order is on its way, and its answer comes next
    _leaving = False  # the server ends after that
    _coming: PlainOrder | None = None  # whose body is not all there yet
    _refusal: Exception | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._kept = bytearray()  # what came and nobody has read yet

    def data_received(self, data: bytes) -> None:
        """Some bytes: of an order mostly all there are, or its head before its body."""
        if self._placing:
            self._kept += data
            if len(self._kept) > MOST_AHEAD:
                self.flow.pause_reading()
            return
        if self._coming is None:
            order = plain_order(data) if self._is_idle() else None
            if order is None:
                super().data_received(data)
                return
            self._unset_keepalive_if_required()
            self._coming = order
        self._kept += data
        if len(self._kept) >= self._coming.size:
            self._begin(self._coming)

    def on_message_begin(self) -> None:
        """The parser begins with a request."""
        self._head = 0
        self._parsing = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of its address."""
        self._bound(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        self._bound(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        """The whole of it is there."""
        self._parsing = False
        super().on_message_complete()

    def shutdown(self) -> None:
        """The server ends: who waits for an order is answered before."""
        if self._placing:
            self._leaving = True
        else:
            super().shutdown()

    def _bound(self, more: int) -> None:
        """Refuse what no browser sends, before it fills the memory: the parser asks no end of it."""
        self._head += more
        if self._head > LARGEST_HEAD:
            raise ValueError("a request's head is too large")

    def _is_idle(self) -> bool:
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self._parsing and not self.transport.is_closing()

    def _begin(self, order: PlainOrder) -> None:
        data = bytes(self._kept[: order.size])
        del self._kept[: order.size]
        self._coming = None
        if (busy := refused_as_busy(order.headers)) is not None:
            self._answer(BUSY, busy)
            observe(_COUNTED, 503, 0.0)
            self._go_on()
            return
        self._placing = True
        task = self.loop.create_task(self._place(order, data))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Called once the head of a request is there and its turn has come."""
        if self._refusal is not None:
            cast("Scope", cycle.scope)[REFUSAL], self._refusal = self._refusal, None
        super()._start_asgi_task(cycle, app)

    async def _place(self, order: PlainOrder, data: bytes) -> None:
        began = time.perf_counter()
        client = self.client[0] if self.client else ""
        answer = await placed(order.headers, data[order.head :], client)
        self._placing = False
        if self.parser is None:  # the caller is gone; the order stands
            return
        if isinstance(answer, bytes):
            self._answer(CREATED, answer)
            observe(_COUNTED, 201, time.perf_counter() - began)
        else:
            self._pass_on(data, answer)
        self._go_on()

    def _pass_on(self, data: bytes, refusal: Exception | None) -> None:
        """Have the app tell the refusal, or find out what is wrong."""
        self._refusal = refusal
        super().data_received(data)  # which starts its task at once
        if self._leaving:
            super().shutdown()

    def _go_on(self) -> None:
        """Take up what came meanwhile."""
        if self._kept:
            ahead = bytes(self._kept)
            self._kept.clear()
            self.data_received(ahead)

    def _answer(self, status: bytes, answer: bytes) -> None:
        """Write head and body at once; the connection is then free for the next request."""
        if self.transport.is_closing():
            return
        always = _joined(self.server_state.default_headers)
        if self._leaving:
            always += b"connection: close\r\n"
        self.transport.write(status + always + answer)
        if self._leaving:
            self._kept.clear()
            self.transport.close()
        self.on_response_complete()


class _Joined:
    """The server's own headers as last written: they change once a second."""

    pairs: list[tuple[bytes, bytes]] | None = None
    joined = b""


def _joined(pairs: list[tuple[bytes, bytes]]) -> bytes:
    if _Joined.pairs is not pairs:
        _Joined.pairs = pairs
        _Joined.joined = b"".join([b"%b: %b\r\n" % pair for pair in pairs])
    return _Joined.joined
