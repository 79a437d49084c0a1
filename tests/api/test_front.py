"""What stands in front of every route: origin, size, headers, the cart's cookie, sessions."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from api.front import in_front
from api.guards import customer_at, staff_at, visiting
from api.routes import build
from commerce.db.session import transaction
from commerce.errors import InvalidInput
from commerce.people import sessions
from commerce.people.models import Customer, Membership, PersonKind, PersonSession, Role, Staff
from commerce.people.rights import Right
from commerce.shops.models import Shop
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop, a_shop

pytestmark = pytest.mark.usefixtures("database")
routes = APIRouter()


@routes.get("/page")
async def page() -> HTMLResponse:
    return HTMLResponse(
        "<html><script>1</script><script src='/a.js'></script>"
        "<script type='application/ld+json'>{}</script></html>"
    )


@routes.post("/echo")
async def echo(request: Request) -> int:
    return len(await request.body())


@routes.get("/me")
async def me(request: Request) -> str:
    async with customer_at(request) as at:
        return str(at.customer.id)


@routes.get("/refunds")
async def refunds(request: Request) -> str:
    async with staff_at(request, Right.ORDERS_REFUND) as at:
        return at.staff.name


@routes.post("/rename")
async def rename(request: Request) -> None:
    async with visiting(request) as at:
        (await at.session.get_one(Shop, at.shop.id)).name = "renamed"
        await at.session.flush()
        raise InvalidInput.of("name", "string_too_short", min_length=3)


@pytest.fixture
async def shop() -> BuiltShop:
    made = await a_shop()
    forget_shops()
    return made


@pytest.fixture
async def browser(shop: BuiltShop) -> AsyncIterator[httpx.AsyncClient]:
    app: FastAPI = build()
    app.include_router(routes)
    transport = httpx.ASGITransport(in_front(app))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{shop.host}") as client:
        yield client


async def a_ticket(shop: BuiltShop, *, remember: bool = False) -> str:
    customer = Customer()
    async with transaction(shop.id) as session:
        session.add(customer)
        await session.flush()
        return await sessions.issue_ticket(
            session, PersonKind.CUSTOMER, customer.id, remember=remember
        )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://SHOP"}, 200),
        ({"origin": "http://SHOP", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://SHOP", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://SHOP.evil.test"}, 403),
        ({"origin": "http://SHOP:81"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({}, 200),
        ({"cookie": "allhours_customer=x"}, 403),
        ({"cookie": "allhours_staff=x", "origin": "http://SHOP"}, 200),
    ],
)
async def test_only_our_own_pages_change_things(
    browser: httpx.AsyncClient, shop: BuiltShop, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.replace("SHOP", shop.host) for name, value in headers.items()}
    answer = await browser.post("/echo", headers=sent, content=b"x")
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["type"] == "cross_site"


async def test_a_foreign_page_opens_no_socket(shop: BuiltShop) -> None:
    sent: list[dict[str, object]] = []
    reached: list[str] = []

    async def app(scope: object, receive: object, send: object) -> None:
        reached.append("socket")

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)  # pyright: ignore[reportArgumentType]

    def scope(origin: str) -> dict[str, object]:
        headers = [(b"host", shop.host.encode()), (b"origin", origin.encode())]
        return {"type": "websocket", "path": "/_event/", "headers": headers}

    layered = in_front(app)
    await layered(scope("https://evil.test"), receive, send)  # pyright: ignore[reportArgumentType]
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert reached == []
    await layered(scope(f"http://{shop.host}"), receive, send)  # pyright: ignore[reportArgumentType]
    assert reached == ["socket"]


async def test_a_body_has_a_limit_whether_it_tells_its_length_or_not(
    browser: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    assert (await browser.post("/echo", content=b"x" * 1_048_577)).status_code == 413
    assert (await browser.post("/echo", content=pieces())).status_code == 413
    assert (await browser.post("/echo", content=b"x" * 1_048_576)).json() == 1_048_576


async def test_pages_name_their_own_scripts_and_nothing_else(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/page", headers={"accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    assert "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in policy
    assert policy.count("sha256") == 1
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy.split("style-src", maxsplit=1)[0]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


async def test_the_first_page_brings_the_cart_cookie_once(browser: httpx.AsyncClient) -> None:
    first = await browser.get("/page", headers={"accept": "text/html"})
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("allhours_cart=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    second = await browser.get("/page", headers={"accept": "text/html"})
    assert "set-cookie" not in second.headers


async def test_a_ticket_is_good_once(browser: httpx.AsyncClient, shop: BuiltShop) -> None:
    ticket = await a_ticket(shop)
    first = await browser.post("/auth/session", json={"ticket": ticket})
    assert first.status_code == 204
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "Max-Age" not in first.headers["set-cookie"]
    assert (await browser.get("/me")).status_code == 200

    browser.cookies.clear()
    again = await browser.post("/auth/session", json={"ticket": ticket})
    assert again.status_code == 401
    assert (await browser.get("/me")).status_code == 401


async def test_a_remembered_session_outlives_the_browser(
    browser: httpx.AsyncClient, shop: BuiltShop
) -> None:
    ticket = await a_ticket(shop, remember=True)
    answer = await browser.post("/auth/session", json={"ticket": ticket})
    assert "Max-Age=2592000" in answer.headers["set-cookie"]


async def test_a_ticket_of_another_shop_opens_nothing(
    browser: httpx.AsyncClient, shop: BuiltShop
) -> None:
    ticket = await a_ticket(await a_shop())
    assert (await browser.post("/auth/session", json={"ticket": ticket})).status_code == 401


async def test_log_out_ends_the_session_itself(browser: httpx.AsyncClient, shop: BuiltShop) -> None:
    await browser.post("/auth/session", json={"ticket": await a_ticket(shop)})
    kept = browser.cookies["allhours_customer"]
    origin = {"origin": f"http://{shop.host}"}
    answer = await browser.post("/auth/logout", data={"to": "//evil.test"}, headers=origin)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    stale = {"cookie": f"allhours_customer={kept}"}
    assert (await browser.get("/me", headers=stale)).status_code == 401


async def test_staff_routes_need_the_right(browser: httpx.AsyncClient, shop: BuiltShop) -> None:
    answers: dict[Role, int] = {}
    for role in Role:
        staff_row = Staff(email=f"{role}@{shop.host}", name=role)
        async with transaction(shop.id) as session:
            session.add(staff_row)
            await session.flush()
            session.add(Membership(staff_id=staff_row.id, role=role))
            opened = await sessions.start_session(session, PersonKind.STAFF, staff_row.id)
        bearer = {"authorization": f"Bearer {opened.token}"}
        answers[role] = (await browser.get("/refunds", headers=bearer)).status_code
    assert answers == {Role.OWNER: 200, Role.MANAGER: 200, Role.CLERK: 403, Role.VIEWER: 403}


async def test_the_owners_link_asks_for_a_click_and_works_once(
    browser: httpx.AsyncClient, shop: BuiltShop
) -> None:
    owner = Staff(email=f"owner@{shop.host}", name="Owner")
    async with transaction(shop.id) as session:
        session.add(owner)
        await session.flush()
        session.add(Membership(staff_id=owner.id, role=Role.OWNER))
        token = await sessions.issue_ticket(session, PersonKind.STAFF, owner.id)
    shown = await browser.get("/auth/owner", params={"token": token})
    assert token in shown.text
    assert "set-cookie" not in shown.headers
    origin = {"origin": f"http://{shop.host}"}
    opened = await browser.post("/auth/owner", data={"token": token}, headers=origin)
    assert opened.headers["location"] == "/admin/"
    assert (await browser.get("/refunds")).json() == "Owner"
    again = await browser.post("/auth/owner", data={"token": token}, headers=origin)
    assert again.status_code == 401


async def test_a_refusal_is_problem_details_and_undoes_the_route(
    browser: httpx.AsyncClient, shop: BuiltShop
) -> None:
    answer = await browser.post("/rename")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
        ("name", "string_too_short")
    ]
    async with transaction(shop.id) as session:
        assert (await session.get_one(Shop, shop.id)).name == "Test shop"


async def test_only_hashes_of_tokens_are_kept(shop: BuiltShop) -> None:
    async with transaction(shop.id) as session:
        opened = await sessions.start_session(session, PersonKind.CUSTOMER, shop.id)
        kept = await session.get_one(PersonSession, sessions.token_hash(opened.token))
        assert opened.token.encode() not in kept.token_hash
