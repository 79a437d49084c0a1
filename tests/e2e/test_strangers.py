"""Every handler and route, called by those who have no right to it: no effect, no leak."""

import httpx
import pytest

from tests.e2e.strangers.calls import Handler, Route, handlers
from tests.e2e.strangers.cast import SECRETS, Cast
from tests.e2e.strangers.exemptions import FOR_ANYBODY, FOR_ROLE
from tests.e2e.strangers.socket import ReflexSocket
from tests.e2e.strangers.tables import changed, digests
from tests.house import House

pytestmark = pytest.mark.e2e
ATTACKERS = ("stranger", "customer", "viewer", "clerk", "other_shop")
SHOP_STAFF = ("viewer", "clerk")  # they see the shop's orders by profession


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
    assert len(found) > 20, "the search for handlers finds too little"
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


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_route_obeys_or_tells_a_stranger(
    stage: House, cast: Cast, api_routes: list[Route], attacker: str
) -> None:
    database = stage.environment()["DATABASE_URL"]
    headers = {"Cookie": cast.cookies[attacker], "Origin": stage.url}
    headers["Idempotency-Key"] = f"strangers-{attacker}"
    wrong: list[str] = []
    with httpx.Client(base_url=stage.url, headers=headers, timeout=20) as client:
        for route in api_routes:
            before = digests(database)
            answer = client.request(route.method, route.filled(cast.values), json=route.body)
            tables = changed(before, digests(database)) - allowed(attacker, route.name)
            if answer.status_code >= 500 or "Traceback" in answer.text:
                wrong.append(f"{route.name}: {answer.status_code} {answer.text[:200]}")
            if tables:
                wrong.append(f"{route.name} changed {sorted(tables)}")
            if attacker not in SHOP_STAFF and leaks([answer.text]):
                wrong.append(f"{route.name} tells {leaks([answer.text])}")
    assert wrong == []


def test_a_page_of_another_origin_gets_no_socket(stage: House) -> None:
    with pytest.raises(Exception, match=r"403|reject"):
        ReflexSocket(stage.url, origin="https://evil.example")


def test_the_search_looks_at_every_face() -> None:
    modules = {handler.state.__module__.split(".")[0] for handler in handlers()}
    assert {"storefront", "admin"} <= modules
