"""The web server's side of a connection: uvicorn's, with a short way for plain orders.

At the peak most of an order's cost over HTTP would be what surrounds it: a task and four messages
of ASGI, a dozen layers. A plain order (`api.peak_lane`) is answered from here with one write;
everything else, and every refusal, goes through the app as always.
"""

import time
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.bodies import LARGEST_BODY
from api.metrics import observe
from api.order_lane import REFUSAL, ROUTE
from api.peak_lane import Headers, placed, plain

LARGEST_HEAD = 32 * 1024  # bytes of a request line and its headers; Chrome sends 8 KiB at most
_COUNTED = {"method": "POST", "route": ROUTE}


class Door(HttpToolsProtocol):
    """One connection."""

    _head = 0

    def on_message_begin(self) -> None:
        """A new request."""
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of its address."""
        self._bound(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        self._bound(len(name) + len(value) + 4)
        super().on_header(name, value)

    def _bound(self, more: int) -> None:
        """Refuse what no browser sends, before it fills the memory: the parser asks no end of it."""
        self._head += more
        if self._head > LARGEST_HEAD:
            raise ValueError("a request's head is too large")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Called once the head of a request is there and its turn has come."""
        headers = plain(cast("Scope", cycle.scope))
        if headers is None:
            super()._start_asgi_task(cycle, app)
            return
        task = self.loop.create_task(self._order(cycle, app, headers))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _order(self, cycle: RequestResponseCycle, app: Any, headers: Headers) -> None:
        began = time.perf_counter()
        while cycle.more_body and not cycle.disconnected:
            await cycle.message_event.wait()
            cycle.message_event.clear()
        client = self.client[0] if self.client else ""
        answer = None
        if len(cycle.body) <= LARGEST_BODY and not cycle.disconnected:
            answer = await placed(headers, bytes(cycle.body), client)
        if isinstance(answer, bytes):
            self._answer(cycle, answer)
            observe(_COUNTED, 201, time.perf_counter() - began)
            return
        cast("Scope", cycle.scope)[REFUSAL] = answer
        cycle.message_event.set()  # its body is still there to be read
        await cycle.run_asgi(app)

    def _answer(self, cycle: RequestResponseCycle, answer: bytes) -> None:
        """Write head and body at once; the connection is then free for the next request."""
        if cycle.disconnected:
            return
        always = [b"%b: %b\r\n" % pair for pair in self.server_state.default_headers]
        if not cycle.keep_alive:
            always.append(b"connection: close\r\n")
        self.transport.write(b"HTTP/1.1 201 Created\r\n" + b"".join(always) + answer)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
