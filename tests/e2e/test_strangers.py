"""Every handler and route, called by those who have no right to it: no effect, no leak."""

import importlib
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.strangers.calls import Handler, Route, handlers, routes
from tests.e2e.strangers.cast import SECRETS, Cast, assemble
from tests.e2e.strangers.exemptions import FOR_ANYBODY, FOR_ROLE
from tests.e2e.strangers.socket import ReflexSocket
from tests.e2e.strangers.tables import changed, digests
from tests.house import House, start_house, stop_house

pytestmark = pytest.mark.e2e
ATTACKERS = ("stranger", "customer", "viewer", "clerk", "other_shop")
SHOP_STAFF = ("viewer", "clerk")  # they see the shop's orders by profession


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own where no job runs: what changes was changed by a call."""
    running = start_house(tmp_path_factory.mktemp("strangers") / "data", ALLHOURS_JOBS="apart")
    yield running
    stop_house(running)


@pytest.fixture(scope="module")
def cast(stage: House) -> Cast:
    return assemble(stage)


@pytest.fixture(scope="module")
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
    return found


def allowed(attacker: str, name: str) -> frozenset[str]:
    by_role = FOR_ROLE.get(attacker, {})
    return FOR_ANYBODY.get(name, frozenset()) | by_role.get(name, frozenset())


def place(handler: Handler, pages: dict[str, str], cast: Cast) -> tuple[str, str]:
    """The route and path that the event pretends to come from: the victim's own page."""
    route = pages.get(handler.state.get_full_name(), "/")
    path = "/".join(
        str(cast.values.get(part.strip("[]"), "x")) if part.startswith("[") else part
        for part in route.split("/")
    )
    return route, path


def leaks(frames: list[str]) -> list[str]:
    said = "\n".join(frames)
    return [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_handler_obeys_or_tells_a_stranger(
    stage: House, cast: Cast, pages: dict[str, str], attacker: str
) -> None:
    database = stage.environment()["DATABASE_URL"]
    found = handlers()
    assert len(found) > 50, "the search for handlers finds too little"
    quiet = [h for h in found if not allowed(attacker, h.short_name)]
    loud = [h for h in found if allowed(attacker, h.short_name)]
    socket = ReflexSocket(stage.url, cast.cookies[attacker])
    before = digests(database)
    frames = _send(socket, quiet, pages, cast)
    if changed(before, digests(database)):
        _name_the_culprit(stage, cast, pages, attacker, quiet, database)
    for handler in loud:
        before = digests(database)
        frames += _send(socket, [handler], pages, cast)
        assert changed(before, digests(database)) <= allowed(attacker, handler.short_name), (
            f"{handler.short_name} changes more than it may"
        )
    socket.close()
    assert "Traceback" not in "".join(frames)
    if attacker not in SHOP_STAFF:
        assert leaks(frames) == []


def _send(
    socket: ReflexSocket, which: list[Handler], pages: dict[str, str], cast: Cast
) -> list[str]:
    frames: list[str] = []
    for i, handler in enumerate(which):
        socket.call(handler.full_name, handler.payload(cast.values), *place(handler, pages, cast))
        if i % 10 == 9:
            frames += socket.until_quiet(0.2)
    return frames + socket.until_quiet(0.8)


def _name_the_culprit(
    stage: House,
    cast: Cast,
    pages: dict[str, str],
    attacker: str,
    which: list[Handler],
    database: str,
) -> None:
    culprits: dict[str, set[str]] = {}
    for handler in which:
        socket = ReflexSocket(stage.url, cast.cookies[attacker])
        before = digests(database)
        _send(socket, [handler], pages, cast)
        if tables := changed(before, digests(database)):
            culprits[handler.short_name] = tables
        socket.close()
    pytest.fail(f"a {attacker} changed something: {culprits or 'only all calls together do'}")


@pytest.fixture(scope="module")
def api_routes(stage: House, cast: Cast) -> list[Route]:
    schema: dict[str, Any] = httpx.get(f"{stage.url}/api/openapi.json").json()
    found = routes(schema, cast.values)
    assert len(found) > 10, "the search for routes finds too little"
    return found


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_route_obeys_or_tells_a_stranger(
    stage: House, cast: Cast, api_routes: list[Route], attacker: str
) -> None:
    database = stage.environment()["DATABASE_URL"]
    headers = {"Cookie": cast.cookies[attacker], "Origin": stage.url}
    headers["Idempotency-Key"] = f"strangers-{attacker}"
    with httpx.Client(base_url=stage.url, headers=headers, timeout=20) as client:
        for route in api_routes:
            before = digests(database)
            answer = client.request(route.method, route.filled(cast.values), json=route.body)
            assert answer.status_code < 500, f"{route.name}: {answer.text[:300]}"
            assert "Traceback" not in answer.text
            if attacker not in SHOP_STAFF:
                assert leaks([answer.text]) == [], f"{route.name} tells a {attacker} too much"
            tables = changed(before, digests(database))
            assert tables <= allowed(attacker, route.name), f"a {attacker} used {route.name}"


def test_a_page_of_another_origin_gets_no_socket(stage: House) -> None:
    with pytest.raises(Exception, match=r"403|reject"):
        ReflexSocket(stage.url, origin="https://evil.example")


def test_the_search_looks_at_every_face() -> None:
    modules = {handler.state.__module__.split(".")[0] for handler in handlers()}
    assert {"storefront", "admin"} <= modules
