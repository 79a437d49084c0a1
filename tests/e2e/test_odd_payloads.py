"""Odd payloads to every handler and route, from somebody with every right: refused, not obeyed."""

import math
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.strangers.calls import Handler, handlers
from tests.e2e.strangers.cast import Cast
from tests.e2e.strangers.exemptions import HARMLESS_WRITES, OWN_CART
from tests.e2e.strangers.routes import Route
from tests.e2e.strangers.socket import ReflexSocket
from tests.e2e.strangers.tables import changed, digests
from tests.e2e.test_strangers import allowed, place
from tests.house import House

pytestmark = pytest.mark.e2e

FOREIGN = ["00000000-0000-7000-8000-000000000000", "AAAAAAAAAA", "../../etc/passwd", "' OR 1=1 --"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 0, 2**31, 2**63, 2**70, -(2**63), 1e308, 0.1]),
    st.sampled_from(["", " ", "\x00", "a\x00b", "\u202eabc", "<script>x</script>", "%s%n{0}"]),
    st.sampled_from(FOREIGN),
    st.sampled_from([[], {}, [[]], {"a": {"b": {"c": []}}}, [None] * 50, {"lines": {"1": -1}}]),
    st.text(max_size=20),
    st.just("x" * 100_000),
)
EXAMPLES = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # the house remembers: a failure cannot be played again smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def with_parameters() -> list[Handler]:
    return [handler for handler in handlers() if handler.parameters()]


@EXAMPLES
@given(data=st.data())
@pytest.mark.parametrize("who", ["owner", "victim"])
def test_odd_payloads_to_every_handler(
    stage: House, cast: Cast, pages: dict[str, str], who: str, data: st.DataObject
) -> None:
    database = stage.environment()["DATABASE_URL"]
    socket = ReflexSocket(stage.url, cast.cookies[who])
    before = digests(database)
    for i, handler in enumerate(with_parameters()):
        payload = {name: _finite(data.draw(ODD)) for name in handler.parameters()}
        socket.call(handler.full_name, payload, *place(handler, pages, cast))
        if i % 5 == 4:
            socket.until_quiet(0.1)
    socket.until_quiet(0.8)
    assert changed(before, digests(database)) <= HARMLESS_WRITES
    said = "".join(socket.heard)
    assert "Traceback" not in said
    assert "sqlalchemy" not in said.lower()
    socket.close()


@EXAMPLES
@given(data=st.data())
def test_odd_bodies_to_every_route(
    stage: House, cast: Cast, api_routes: list[Route], data: st.DataObject
) -> None:
    database = stage.environment()["DATABASE_URL"]
    headers = {
        "Cookie": cast.cookies["victim"],
        "Origin": stage.url,
        "Idempotency-Key": "odd-odd-odd",
    }
    before = digests(database)
    with httpx.Client(base_url=stage.url, headers=headers, timeout=20) as client:
        for route in api_routes:
            if route.body is None:
                continue
            body = {name: _finite(data.draw(ODD)) for name in route.body} or data.draw(ODD)
            answer = client.request(route.method, route.filled(cast.values), json=body)
            # A quantity of 0 empties a line: odd, but one's own cart is everybody's to change.
            obeyed = answer.status_code == 200 and allowed("stranger", route.name) == OWN_CART
            refused = 400 <= answer.status_code < 500
            assert refused or obeyed, f"{route.name}: {answer.status_code} to {body!r:.200}"
            assert "Traceback" not in answer.text
    assert changed(before, digests(database)) <= HARMLESS_WRITES


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b'"x"', b"NaN", b'{"lines": NaN}', b'{"a":' * 2_000, b"\xff\xfe", b"null"],
)
def test_what_is_not_json_is_refused(
    stage: House, api_routes: list[Route], cast: Cast, raw: bytes
) -> None:
    headers = {"Content-Type": "application/json", "Origin": stage.url}
    headers["Idempotency-Key"] = "odd-odd-odd"
    with httpx.Client(base_url=stage.url, headers=headers, timeout=20) as client:
        for route in api_routes:
            if route.body is None:
                continue
            answer = client.request(route.method, route.filled(cast.values), content=raw)
            assert 400 <= answer.status_code < 500, f"{route.name}: {answer.status_code}"


def _finite(value: Any) -> Any:
    """JSON has no NaN; it is tried in the raw bodies."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
