"""Every handler and route, called by those who have no right to it: no effect, no leak."""

import httpx
import pytest

from tests.e2e.strangers.calls import ACTS, Handler, handlers, heard_in, openers
from tests.e2e.strangers.cast import SECRETS, Cast
from tests.e2e.strangers.exemptions import FOR_ANYBODY, FOR_ROLE
from tests.e2e.strangers.losing import Handover
from tests.e2e.strangers.routes import DEEDS, SHOWN, Route
from tests.e2e.strangers.socket import ReflexSocket
from tests.e2e.strangers.tables import changed, changed_soon, digests
from tests.house import House

pytestmark = pytest.mark.e2e
ATTACKERS = ("stranger", "customer", "viewer", "other_shop", "clerk")  # a clerk ships in the end
STAFF_OF_DEEDS = ("owner", "clerk", "viewer")
SHOP_STAFF = ("viewer", "clerk")  # they see the shop's orders by profession
LOG = frozenset({"audit_log"})  # what staff do is written down with it, whatever it is


def allowed(attacker: str, name: str) -> frozenset[str]:
    by_role = FOR_ROLE.get(attacker, {}).get(name, frozenset())
    noted = LOG if by_role and attacker in SHOP_STAFF else frozenset[str]()
    return FOR_ANYBODY.get(name, frozenset()) | by_role | noted


def place(handler: Handler, pages: dict[str, str], cast: Cast) -> tuple[str, str]:
    """The route and path that the event pretends to come from: the victim's own page."""
    route = pages.get(handler.state.get_full_name(), "/")
    values = cast.values | {"number": cast.values[number_for(handler)]}
    path = "/".join(
        str(values.get(part.strip("[]"), "x")) if part.startswith("[") else part
        for part in route.split("/")
    )
    return route, path


def number_for(handler: Handler) -> str:
    """Which of the victim's orders the handler could change."""
    if handler.short_name.startswith("storefront.orders"):
        # The lines of "number" lie in the cart already, by the route's control.
        return {"pay": "unpaid", "cancel": "unpaid", "again": "partly"}.get(handler.name, "number")
    if handler.short_name.startswith(("admin.orders.one.campaigns", "admin.orders.one.handed")):
        return "served"
    return "number" if handler.name == "cancel" else "partly"


def leaks(frames: list[str]) -> list[str]:
    said = "\n".join(frames)
    return [secret for secret in SECRETS if secret in said]


def in_turn(quiet: list[Handler]) -> list[list[Handler]]:
    """Those known to have an effect each alone, while their panels are open; then the rest."""
    acts = [[handler] for handler in quiet if handler.short_name in ACTS]
    rest = [handler for handler in quiet if handler.short_name not in ACTS]
    return acts + [rest[first : first + 16] for first in range(0, len(rest), 16)]


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_handler_obeys_who_lost_the_right(
    stage: House, cast: Cast, pages: dict[str, str], attacker: str
) -> None:
    database = stage.environment()["DATABASE_URL"]
    quiet = [h for h in handlers() if not allowed(attacker, h.short_name)]
    handover = Handover(database, cast)
    socket = ReflexSocket(stage.url, handover.cookies)
    told = heard_in(_send(socket, openers(quiet), pages, cast))
    handover.hand_to(attacker)
    before = digests(database)
    for few in in_turn(quiet):
        _send(socket, few, pages, cast, told)
        tables = changed(before, digests(database))
        names = " or ".join(handler.short_name for handler in few)
        assert tables == set(), f"a {attacker} changed {sorted(tables)} by {names}"
    socket.close()
    handover.end()


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
    tables = changed(before, digests(database))
    assert tables == set(), f"a {attacker} changed {sorted(tables)} with all panels shut"
    for handler in loud:
        told = _send(socket, openers([h for h in found if h.state == handler.state]), pages, cast)
        before = digests(database)
        frames += told + _send(socket, [handler], pages, cast, heard_in(told))
        acts = handler.short_name in ACTS
        tables = changed_soon(database, before) if acts else changed(before, digests(database))
        assert tables <= allowed(attacker, handler.short_name), f"{handler.short_name} does more"
        if acts:
            assert tables, f"{handler.short_name} changes nothing, so what would a stranger see"
            if attacker in SHOP_STAFF:  # asked anew: the first answer may be of half the commit
                noted = changed(before, digests(database))
                assert noted >= LOG, f"{handler.short_name} left no row in the audit log"
    socket.close()
    assert "Traceback" not in "".join(frames)
    if attacker not in SHOP_STAFF:
        assert leaks(frames) == []


def _send(
    socket: ReflexSocket,
    which: list[Handler],
    pages: dict[str, str],
    cast: Cast,
    told: dict[str, str] | None = None,
) -> list[str]:
    if not which:
        return []
    frames: list[str] = []
    values = cast.values | (told or {})
    for i, handler in enumerate(which):
        socket.call(handler.full_name, handler.payload(values), *place(handler, pages, cast))
        if i % 10 == 9:
            frames += socket.until_quiet(0.2)
    return frames + socket.until_quiet(0.8 if len(which) > 10 else 0.3)


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_route_obeys_or_tells_a_stranger(
    stage: House, cast: Cast, api_routes: list[Route], attacker: str
) -> None:
    database = stage.environment()["DATABASE_URL"]
    wrong: list[str] = []
    with a_client(stage, cast, attacker) as client:
        for route in api_routes:
            before = digests(database)
            answer = client.request(**route.request(cast.values))
            tables = changed(before, digests(database)) - allowed(attacker, route.name)
            if answer.status_code >= 500 or "Traceback" in answer.text:
                wrong.append(f"{route.name}: {answer.status_code} {answer.text[:200]}")
            if tables:
                wrong.append(f"{route.name} changed {sorted(tables)}")
            if attacker not in SHOP_STAFF and leaks([answer.text]):
                wrong.append(f"{route.name} tells {leaks([answer.text])}")
    assert wrong == []


def a_client(stage: House, cast: Cast, who: str) -> httpx.Client:
    headers = {"Cookie": cast.cookies[who], "Origin": stage.url}
    headers["Idempotency-Key"] = f"strangers-{who}"
    return httpx.Client(base_url=stage.url, headers=headers, timeout=20)


def test_whose_it_is_has_an_effect_with_the_very_same_requests(
    stage: House, cast: Cast, api_routes: list[Route]
) -> None:
    """The control of the routes: each of DEEDS changes something for whom it is, and only that."""
    database = stage.environment()["DATABASE_URL"]
    by_name = {route.name: route for route in api_routes}
    idle: list[str] = []
    for name, who in DEEDS.items():
        before = digests(database)
        with a_client(stage, cast, who) as client:
            answer = client.request(**by_name[name].request(cast.values))
        if not changed_soon(database, before, 3):
            idle.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        elif who in STAFF_OF_DEEDS and not changed(before, digests(database)) >= LOG:
            idle.append(f"{name} left no row in the audit log")
    with a_client(stage, cast, "victim") as client:
        for name in SHOWN:
            answer = client.request(**by_name[name].request(cast.values))
            if not leaks([answer.text]):
                idle.append(f"{name}: {answer.status_code} {answer.text[:200]}")
    assert idle == []


# They change something, but for no one in particular, or only with what nobody else can have.
WITHOUT_OWNER = {
    "POST /api/v1/quotes": "writes nothing",
    "POST /api/v1/orders": "anybody may; tests/api tries whose order it is",
    "POST /api/v1/orders/find": "reads, with number and phone",
    "POST /api/v1/customers": "makes an account of one's own",
    "POST /api/v1/codes": "a code goes to the phone itself",
    "POST /api/v1/sessions": "with the password",
    "POST /api/v1/sessions/by-phone": "with the code",
    "POST /api/v1/password-resets": "writes to the account's own phone or e-mail",
    "POST /api/v1/password-resets/use": "with the code or the link",
    "PUT /api/v1/me/phone": "with the code that the phone was sent",
    "POST /api/v1/payments/{provider}/notify": "signed; tests/api/test_payments.py",
    "POST /api/v1/campaigns/{provider}/notify": "signed; tests/commerce/orders/test_serving.py",
    "POST /api/v1/carriers/{name}/notify": "signed; tests/commerce/orders/test_tracking.py",
    "POST /api/v1/messages/sms/receipt": "signed; tests/api/test_receipts.py",
    "POST /auth/session": "with the ticket",
    "POST /auth/owner": "with the ticket",
    "POST /auth/logout": "ends one's own session",
    "POST /auth/staff/log-out": "ends one's own session",
}


def test_every_route_that_changes_something_has_its_control(api_routes: list[Route]) -> None:
    """A new one is refused here until it stands in DEEDS, or why it cannot."""
    unsafe = {route.name for route in api_routes if route.method != "GET"}
    assert unsafe - set(DEEDS) - set(WITHOUT_OWNER) - set(FOR_ANYBODY) == set()
    assert set(DEEDS) | set(WITHOUT_OWNER) <= unsafe


def test_a_page_of_another_origin_gets_no_socket(stage: House) -> None:
    with pytest.raises(Exception, match=r"403|reject"):
        ReflexSocket(stage.url, origin="https://evil.example")


def test_the_search_looks_at_every_face(pages: dict[str, str]) -> None:
    assert pages, "the app names no page that loads a State"
    modules = {handler.state.__module__.split(".")[0] for handler in handlers()}
    assert {"storefront", "admin"} <= modules


# Acts on one thing come in this order: what stands is changed before it goes.
LATER = ("pay", "again", "make_default", "set_disabled_member", "remove", "cancel", "put_in_state")


def test_who_may_has_an_effect_with_the_very_same_calls(
    stage: House, cast: Cast, pages: dict[str, str]
) -> None:
    """The control: each of ACTS changes something for the owner, the customer or the clerk."""
    database = stage.environment()["DATABASE_URL"]
    by_clerk = FOR_ROLE["clerk"]  # has done these above
    acts = [h for h in handlers() if h.short_name in ACTS and h.short_name not in by_clerk]
    acts.sort(key=lambda handler: LATER.index(handler.name) if handler.name in LATER else -1)
    assert {h.short_name for h in handlers()} >= ACTS
    socket = ReflexSocket(stage.url, f"{cast.cookies['owner']}; {cast.cookies['victim']}")
    idle: list[str] = []
    for handler in acts:
        opening = openers([h for h in handlers() if h.state == handler.state])
        told = _send(socket, opening, pages, cast)
        before = digests(database)
        _send(socket, [handler], pages, cast, heard_in(told))
        if not changed_soon(database, before):
            idle.append(handler.short_name)
        elif (
            handler.short_name.startswith("admin.")
            and not changed(before, digests(database)) >= LOG
        ):
            idle.append(f"{handler.short_name} left no row in the audit log")
    socket.close()
    assert idle == []


def test_the_house_printed_no_token_and_no_password(stage: House, cast: Cast) -> None:
    """After all that was called above."""
    said = stage.text + "".join(
        log.read_text(errors="replace") for log in stage.data.rglob("*.log") if log.is_file()
    )
    assert "Ctrl-C" in said
    tokens = [cookie.split("=", 1)[1] for cookie in cast.cookies.values() if cookie]
    secrets = [*tokens, cast.values["old_password"], *SECRETS]
    assert [secret for secret in secrets if secret in said] == []
