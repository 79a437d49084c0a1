"""A browser's tab: a page, its cookies, and the live socket under it."""

import re
import time
import uuid
from typing import Any, Protocol

import websocket

from loadtests.expecting import Expectation, Shows
from loadtests.frames import (
    LEAVE,
    ON_LOAD,
    PING,
    PONG,
    PROTOCOL,
    ROOT,
    Build,
    Update,
    boot_frame,
    event_frame,
    update_in,
)

PATIENCE = 20.0
HYDRATED = Shows(ROOT, "is_hydrated", True)
_SCRIPT = re.compile(r'"(/assets/[\w.-]+\.js)"')
_builds: dict[str, Build] = {}


class Refused(Exception):
    """The shop said no, in its own words' code."""


class Unanswered(Exception):
    """What was asked for was not seen in time."""


class Web(Protocol):
    """Gets pages and keeps cookies; see `loadtests.people`."""

    host: str

    def get(self, path: str, name: str) -> str: ...
    def cookies(self) -> str: ...
    def script(self, path: str) -> str: ...


class Tab:
    """One tab. Whatever is sent names what must be seen; what is shown already cannot be waited for."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._token = str(uuid.uuid4())
        self._socket: websocket.WebSocket | None = None
        self._shown: dict[tuple[str, str], Any] = {}
        self._opened = False
        self.address = "/"
        self.sent: list[str] = []

    def shown(self, state: str, var: str) -> Any:
        """What the page shows now."""
        return self._shown.get((state, var))

    def open(self, address: str, *until: Expectation) -> list[Update]:
        """Load a page as by typing its address: a document, then a socket with its cookies."""
        self.close()
        page = self._web.get(address, name=_kind(address))
        self._shown.clear()
        self.address = address
        build = _build(self._web, page)
        self._connect()
        return self._say(boot_frame(build, address), (HYDRATED, *until))

    def go(self, address: str, *until: Expectation) -> list[Update]:
        """Follow a link within the app."""
        self._refuse_what_is_shown(until)
        self.address = address
        return self._say(event_frame(ON_LOAD, None, address), until)

    def do(
        self, state: str, handler: str, payload: dict[str, Any] | None, *until: Expectation
    ) -> list[Update]:
        """Send an event of this page; the updates that brought what was expected, in its order."""
        self._refuse_what_is_shown(until)
        return self._say(event_frame(f"{state}.{handler}", payload, self.address), until)

    def wait(self, *until: Expectation) -> list[Update]:
        """Wait for what others do, on a page that follows it."""
        self._refuse_what_is_shown(until)
        return self._hear(until)

    def close(self) -> None:
        """Leave the page, as a browser takes leave."""
        if self._socket is not None:
            try:
                self._send(LEAVE)
                self._socket.close()
            except (OSError, websocket.WebSocketException):
                pass
            self._socket = None

    def _connect(self) -> None:
        address = self._web.host.replace("http", "ws", 1)
        self._socket = websocket.create_connection(
            f"{address}/_event/?token={self._token}&EIO=4&transport=websocket",
            subprotocols=[PROTOCOL],
            origin=self._web.host,
            cookie=self._web.cookies(),
            timeout=PATIENCE,
        )
        if not str(self._socket.recv()).startswith("0{"):
            raise Unanswered("the socket's greeting")

    def _refuse_what_is_shown(self, until: tuple[Expectation, ...]) -> None:
        """Else an update that has nothing to do with the action could pass for its answer."""
        now = Update(self._shown)
        for one in until:
            if one is not HYDRATED and one.met_by(now):
                raise ValueError(f"{one} is shown already: expect what the action changes")

    def _say(self, frame: str, until: tuple[Expectation, ...]) -> list[Update]:
        if not until:
            raise ValueError("an action names what must be seen after it")
        self._send(frame)
        return self._hear(until)

    def _hear(self, until: tuple[Expectation, ...]) -> list[Update]:
        met: dict[Expectation, Update] = {}
        late = time.monotonic() + PATIENCE
        while len(met) < len(set(until)):
            if time.monotonic() > late:
                missing = [str(one) for one in until if one not in met]
                raise Unanswered(", ".join(missing))
            update = self._next(late)
            if update is None:
                continue
            for one in until:
                if one not in met and one.met_by(update):
                    met[one] = update
        return [met[one] for one in until]

    def _next(self, late: float) -> Update | None:
        assert self._socket is not None
        self._socket.settimeout(max(late - time.monotonic(), 0.05))
        try:
            frame = str(self._socket.recv())
        except websocket.WebSocketTimeoutException:
            return None
        if frame == PING:
            self._send(PONG)
            return None
        update = update_in(frame)
        if update is not None:
            self._shown |= update.values
            _raise_if_refused(update)
        return update

    def _send(self, frame: str) -> None:
        assert self._socket is not None
        self.sent.append(frame) if frame != PONG else None
        self._socket.send(frame)


def _raise_if_refused(update: Update) -> None:
    for (_state, name), value in update.values.items():
        if name == "refusal" and value and value["code"] != "not_signed_in":
            raise Refused(str(value["code"]))
    for name, payload in update.events:
        said = str(payload)
        if name == "_call_function" and ("backend_error" in said or '["error"]' in said):
            raise Refused("toast: " + said[:200])


def _build(web: Web, page: str) -> Build:
    """As the page's own scripts tell it; read once a host, as a browser keeps scripts for a year."""
    if web.host not in _builds:
        for path in dict.fromkeys(_SCRIPT.findall(page)):
            if build := Build.found_in(web.script(path)):
                _builds[web.host] = build
                break
        else:
            raise Unanswered("a script that names the build")
    return _builds[web.host]


def _kind(address: str) -> str:
    """The page's kind, for the table: addresses have no end."""
    parts = address.partition("?")[0].strip("/").split("/")
    known = [part if len(part) < 9 and part.isalpha() and part.islower() else "…" for part in parts]
    return "document /" + "/".join(known[:2] + ["…"] * (len(known) > 2))
