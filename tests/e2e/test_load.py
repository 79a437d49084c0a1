"""Locust's shoppers: they speak as a browser does, and a short day of theirs is audited."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page, WebSocket, expect

from loadtests.frames import CONNECT, EVENT
from tests.e2e.test_journeys import fill_in, log_in_staff, number_on, pay_at_till, ship
from tests.house import ROOT, House

pytestmark = pytest.mark.e2e
Shape = Any


def test_shoppers_and_merchants_send_what_a_browser_sends(
    house: House, visit: Callable[..., Page], logins: dict[str, tuple[str, str]]
) -> None:
    told = {"LOAD_STAFF": " ".join(logins["clerk"])}
    ours = _by_name(_spoken(house, told))
    theirs = _by_name(_clicked(visit, logins))
    assert len(ours) == 9, sorted(ours)
    for name, shapes in ours.items():
        assert name in theirs, f"no browser sends {name}"
        for shape in shapes:
            assert shape in theirs[name], f"{name}: {shape} is not among {theirs[name]}"


def _spoken(house: House, told: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "loadtests.speaking", house.url]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith('"')]


def _clicked(visit: Callable[..., Page], logins: dict[str, tuple[str, str]]) -> list[str]:
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(str(frame)))

    guest = visit("/help/")
    guest.on("websocket", listen)
    guest.goto("/")
    guest.locator('a[href^="/c/"]').first.click()
    expect(guest).to_have_url(re.compile("/c/"))
    guest.locator('main a[href^="/p/"]').first.click()
    guest.get_by_role("button", name="Add to cart").click()
    guest.get_by_role("link", name=re.compile(r"^Cart.*1")).first.click()
    expect(guest.get_by_role("heading", name="Cart", exact=True)).to_be_visible()
    guest.get_by_role("main").get_by_role("button", name="One more").first.click()
    expect(guest.get_by_role("link", name=re.compile(r"^Cart.*2")).first).to_be_visible()
    guest.get_by_role("link", name="Check out").first.click()
    fill_in(guest)
    guest.get_by_role("button", name=re.compile("Place order and pay")).click()
    expect(guest.get_by_text("No real money moves")).to_be_visible()
    pay_at_till(guest)
    number = number_on(guest)
    clerk = visit("/help/")
    clerk.on("websocket", listen)
    clerk.goto("/admin/login/")
    log_in_staff(clerk, logins["clerk"])
    clerk.goto(f"/admin/orders/{number}/")
    ship(clerk, f"CONTRACT-{number}")
    return frames


def _by_name(frames: list[str]) -> dict[str, list[Shape]]:
    """Event -> the forms in which it was sent."""
    found: dict[str, list[Shape]] = {}
    for frame in frames:
        if frame.startswith(CONNECT):
            told = json.loads(frame.removeprefix(CONNECT))
            event = told["event"]
            build = [list(event["payload"]), event["payload"].get("hashes"), told["state_schema"]]
            form = {"keys": list(told), "build": crc32(json.dumps(build).encode())}
        elif frame.startswith(EVENT):
            kind, event = json.loads(frame.removeprefix(EVENT))
            form = {"kind": kind, "payload": _form(event.get("payload"))}
        else:
            continue
        form |= {"event": list(event), "router_data": _at(event["router_data"])}
        shapes = found.setdefault(event["name"], [])
        if form not in shapes:
            shapes.append(form)
    return found


def _at(router_data: dict[str, Any]) -> Shape:
    """Its keys, which part of the address each is, and what the query names."""
    path = router_data["asPath"].partition("?")[0]
    kind = [part for part in path.split("/") if part in ("c", "p", "orders", "admin", "cart")]
    return {
        "keys": list(router_data),
        "kind": kind,
        "bare": router_data["pathname"] == path,
        "ends": path.endswith("/") and path != "/",
        "query": sorted(name for name in router_data.get("query", {}) if name != "next"),
    }


def _form(value: Any) -> Shape:
    """Keys in their order and the types of values; a submitted form's names."""
    if isinstance(value, dict):
        return {name: _form(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_form(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"lines\.\d+|[a-z_]+", value):
        return "word"
    return type(value).__name__


def test_a_short_day_of_shoppers_buyers_and_a_merchant_passes_the_audit() -> None:
    command = [sys.executable, "-m", "loadtests", "--minutes", "0.3", "--users", "16"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the audit: all is well" in done.stdout
    acknowledged = re.search(r"(\d+) orders acknowledged", done.stdout)
    assert acknowledged is not None
    assert int(acknowledged[1]) > 0
