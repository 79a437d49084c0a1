"""The whole house, started as a newcomer starts it, and a browser in front of it."""

import importlib
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.strangers.calls import handlers
from tests.e2e.strangers.cast import Cast, assemble
from tests.e2e.strangers.routes import Route, routes
from tests.house import House, start_house, stop_house

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
expect.set_options(timeout=20_000)  # a small machine under load
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo shop, freshly stocked, on a free port."""
    data = tmp_path_factory.mktemp("house") / "data"
    running = start_house(data)
    yield running
    stop_house(running)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *QUIET])
        yield opened
        opened.close()


@dataclass
class Visitor:
    """One person's browser."""

    context: BrowserContext
    page: Page
    errors: list[str]


@pytest.fixture
def visit(house: House, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: visit('/zh/', phone=True, dark=True); errors fail the test."""
    people: list[Visitor] = []

    def open_page(path: str = "/", *, phone: bool = False, dark: bool = False) -> Page:
        chinese = path.startswith("/zh")
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": 360, "height": 760} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            locale="zh-CN" if chinese else "en-GB",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        people.append(Visitor(context, page, errors))
        page.goto(path)
        return page

    yield open_page
    found = [error for person in people for error in person.errors]
    for person in people:
        person.context.close()
    assert not found, f"errors in the browser: {found}"


@pytest.fixture(scope="session")
def logins(house: House) -> dict[str, tuple[str, str]]:
    """The demo's log-ins: role or 'customer' -> (e-mail, password), as the house printed them."""
    found = re.findall(r"^\s*(\w+)\s+(\S+@\S+)\s+(\S+)\s*$", house.command("logins"), re.MULTILINE)
    first: dict[str, tuple[str, str]] = {}
    for who, email, password in found:  # the main shop's come first
        first.setdefault(who.lower(), (email, password))
    return first


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own where no job runs: what changes was changed by a call."""
    running = start_house(tmp_path_factory.mktemp("strangers") / "data", ALLHOURS_JOBS="apart")
    yield running
    stop_house(running)


@pytest.fixture(scope="session")
def cast(stage: House) -> Cast:
    return assemble(stage)


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """State -> the route of a page that loads it."""
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    app = importlib.import_module("app").app
    found: dict[str, str] = {}
    for route, events in app._load_events.items():
        for event in events:
            handler = getattr(event, "handler", event)
            state = (
                getattr(handler, "state_full_name", "")
                or getattr(getattr(handler, "state", None), "get_full_name", lambda: "")()
            )
            found.setdefault(state, "/" + route.strip("/"))
    return found | _beside(found)


def _beside(found: dict[str, str]) -> dict[str, str]:
    """States that no page loads stand on the page that another State of their folder loads."""
    folders = {
        handler.state.__module__.rpartition(".")[0]: found[handler.state.get_full_name()]
        for handler in handlers()
        if handler.state.get_full_name() in found
    }
    return {
        handler.state.get_full_name(): folders[handler.state.__module__.rpartition(".")[0]]
        for handler in handlers()
        if handler.state.get_full_name() not in found
        and handler.state.__module__.rpartition(".")[0] in folders
    }


@pytest.fixture(scope="session")
def api_routes(stage: House, cast: Cast) -> list[Route]:
    schema: dict[str, Any] = httpx.get(f"{stage.url}/api/openapi.json").json()
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(picture, "PNG")
    found = routes(schema, cast.values, picture.getvalue())
    assert len(found) > 40, "the search for routes finds too little"
    return found
