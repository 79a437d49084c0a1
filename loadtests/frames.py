"""The frames of Reflex's socket as a browser's script writes and reads them; no network here."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

PROTOCOL = "0.10.1"
CONNECT, EVENT, LEAVE = "40/_event,", "42/_event,", "41/_event,"
PING, PONG = "2", "3"
ROOT = "reflex___state____state"
BOOT = f"{ROOT}.hydrate_and_load"
ON_LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
# The names that the pages' routes give to a part of their address.
SLOTS = {"c": "category", "p": "slug", "orders": "number"}
_MARK = "_rx_state_"
_HASHES = re.compile(r"[`\"]([0-9a-f]{16}(?:\.[0-9a-f]{16})+)[`\"]\.split")
_SCHEMA = re.compile(r"stateSchema=[`\"]([0-9a-f]{32})[`\"]")


@dataclass(frozen=True, slots=True)
class Build:
    """What a built frontend tells the server about itself when its socket opens."""

    hashes: tuple[str, ...]
    schema: str

    @classmethod
    def found_in(cls, script: str) -> "Build | None":
        """As it stands in the script that holds the states; None in any other."""
        hashes, schema = _HASHES.search(script), _SCHEMA.search(script)
        return cls(tuple(hashes[1].split(".")), schema[1]) if hashes and schema else None


def router_data(address: str) -> dict[str, Any]:
    """Where the browser is: path, whole address, and what route and question mark name."""
    path, _, search = address.partition("?")
    query = dict(parse_qsl(search, keep_blank_values=True)) | _slots(path)
    return {"pathname": path, "asPath": address} | ({"query": query} if query else {})


def _slots(path: str) -> dict[str, str]:
    parts = [part for part in path.strip("/").split("/") if part]
    if len(parts) < 2 or parts[-2] not in SLOTS:
        return {}
    return {SLOTS[parts[-2]]: parts[-1]}


def event(name: str, payload: dict[str, Any] | None, address: str) -> dict[str, Any]:
    """One event; without a payload there is no such key."""
    filled = {"payload": payload} if payload else {}
    return {"name": name, **filled, "router_data": router_data(address)}


def boot_frame(build: Build, address: str, *, first: bool = True) -> str:
    """The frame that connects and fills the page; a page that reconnects sends no hashes."""
    payload: dict[str, Any] = {"hashes": list(build.hashes)} if first else {}
    boot = {"name": BOOT, "payload": payload, "router_data": router_data(address)}
    return CONNECT + _packed({"event": boot, "state_schema": build.schema})


def event_frame(name: str, payload: dict[str, Any] | None, address: str) -> str:
    """The frame of one event."""
    return EVENT + _packed(["event", event(name, payload, address)])


def form(**fields: Any) -> dict[str, Any]:
    """A form as the browser's own submit packs it: pairs, so that no name is lost."""
    pairs = [[name, value] for name, value in fields.items()]
    return {"form": {"__reflex_form_data__": pairs}}


@dataclass(frozen=True, slots=True)
class Update:
    """What one frame brings: (state, var) -> value, and events for the browser to act on."""

    values: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])
    events: tuple[tuple[str, dict[str, Any]], ...] = ()


def update_in(frame: str) -> Update | None:
    """The update that a frame holds; None for pings, handshakes and the like."""
    if not frame.startswith(EVENT):
        return None
    kind, *rest = json.loads(frame[len(EVENT) :])
    if kind != "event" or not rest or not isinstance(rest[0], dict):
        return None
    values = {
        (state, name.removesuffix(_MARK)): value
        for state, variables in (rest[0].get("delta") or {}).items()
        for name, value in variables.items()
    }
    events = tuple((one["name"], one.get("payload") or {}) for one in rest[0].get("events") or ())
    return Update(values, events)


def _packed(what: Any) -> str:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))
