"""Many HTTP connections in one process, as cheap as Python allows: it shares the shop's cores.

What a connection does is a generator: it yields a request and is sent the answer.
"""

import selectors
import socket
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "
SILENCE = 20.0  # seconds without any answer: then something is broken


class Hung(Exception):
    """The shop hung up or says nothing any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float


Script = Generator[bytes, Answer, None]


@dataclass(slots=True)
class _Connection:
    script: Script
    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer, if it is whole by now."""
        chunk = self.socket.recv(65_536)
        if not chunk:
            raise Hung("the shop closed a connection")
        self.received += chunk
        end = self.received.find(HEAD_END)
        if end < 0:
            return None
        head = bytes(self.received[: end + 2])
        at = head.find(LENGTH)
        if at < 0:  # other servers write it otherwise
            at = head.lower().find(LENGTH)
        size = int(head[at + len(LENGTH) : head.index(b"\r\n", at)]) if at >= 0 else 0
        if len(self.received) < end + 4 + size:
            return None
        body = bytes(self.received[end + 4 : end + 4 + size])
        self.received.clear()
        return Answer(int(head[9:12]), body, time.perf_counter() - self.sent_at)


def converse(port: int, scripts: Sequence[Script]) -> None:
    """Run each script on a connection of its own, until all have ended."""
    waiting = selectors.DefaultSelector()
    for script in scripts:
        connection = _Connection(script, socket.create_connection(("127.0.0.1", port)))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
    for key in list(waiting.get_map().values()):
        key.data.send(next(key.data.script))
    while waiting.get_map():
        ready = waiting.select(SILENCE)
        if not ready:
            raise Hung("the shop answers nobody any more")
        for key, _ in ready:
            connection: _Connection = key.data
            answer = connection.receive()
            if answer is None:
                continue
            try:
                connection.send(connection.script.send(answer))
            except StopIteration:
                waiting.unregister(connection.socket)
                connection.socket.close()


def request(
    method: str, path: str, host: str, body: bytes = b"", headers: Sequence[str] = ()
) -> bytes:
    """A request's bytes. Each comes from an address of its own, so that limits count for real."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}", *headers]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join((*lines, "", "")).encode() + body
