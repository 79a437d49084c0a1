"""A browser's socket without the browser: speaks Reflex's protocol, waits until all is quiet."""

import json
import socket
import uuid
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PROTOCOL = "0.10.1"
BOOT = "reflex___state____state.hydrate_and_load"


class ReflexSocket:
    """One hydrated socket; `heard` is every frame that came, as text."""

    def __init__(
        self,
        url: str,
        cookies: str = "",
        origin: str | None = None,
        sock: socket.socket | None = None,
    ) -> None:
        address = url.replace("http", "ws", 1)
        headers = {"Cookie": cookies} if cookies else {}
        self.heard: list[str] = []
        self._closing = ExitStack()
        opening = connect(
            f"{address}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}",
            subprotocols=[PROTOCOL],  # pyright: ignore[reportArgumentType]
            origin=origin or url,  # pyright: ignore[reportArgumentType]
            additional_headers=headers,
            max_size=None,
            sock=sock,
            close_timeout=1,
            ping_interval=None,  # the protocol has pings of its own
        )
        self._socket: ClientConnection = self._closing.enter_context(opening)
        self._socket.recv(timeout=10)
        boot = {"event": _event(BOOT, {}, "/", "/")}
        self._socket.send("40/_event," + json.dumps(boot))
        self.until_quiet()

    def call(self, name: str, payload: dict[str, Any], route: str, path: str) -> None:
        """Send an event as the page at `path` (of the pattern `route`) would."""
        event = _event(name, payload, route, path)
        self._socket.send("42/_event," + json.dumps(["event", event]))

    def until_quiet(self, quiet: float = 0.35, most: int = 4_000) -> list[str]:
        """All frames until none comes for `quiet` seconds; pings are answered."""
        frames: list[str] = []
        for _ in range(most):
            try:
                frame = str(self._socket.recv(timeout=quiet))
            except TimeoutError:
                break
            except ConnectionClosed as closed:
                raise AssertionError(f"the server hung up: {closed}") from closed
            if frame == "2":
                self._socket.send("3")
            else:
                frames.append(frame)
        self.heard += frames
        return frames

    def close(self) -> None:
        self._closing.close()


def _event(name: str, payload: dict[str, Any], route: str, path: str) -> dict[str, Any]:
    names = [part.strip("[]") for part in route.split("/") if part.startswith("[")]
    slots = [i for i, part in enumerate(route.split("/")) if part.startswith("[")]
    parts = path.split("?", maxsplit=1)[0].split("/")
    query = {name: parts[i] for name, i in zip(names, slots, strict=True) if i < len(parts)}
    for pair in path.partition("?")[2].split("&"):
        key, equals, value = pair.partition("=")
        if equals:
            query[key] = value
    return {
        "name": name,
        "payload": payload,
        "router_data": {"pathname": route, "asPath": path, "query": query},
    }
