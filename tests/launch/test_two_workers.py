"""Two web workers are one shop: what one does the other's visitors see, and limits count once."""

import os
import signal
from collections.abc import Iterator

import pytest
import redis

from commerce.counters import Window
from commerce.limits import LIMITS, Limit
from storefront.orders.state import OrderState
from tests.builders import BuiltShop, a_product, a_shop, an_order_body
from tests.launch.processes import eventually
from tests.launch.two_workers import Workers, two_workers

FOLLOW = f"{OrderState.get_full_name()}.follow"


@pytest.fixture(scope="module")
def workers(shop_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with two_workers(shop_database, tmp_path_factory.mktemp("two")) as running:
        yield running


@pytest.fixture(scope="module")
async def shop(shop_database: str) -> BuiltShop:
    """One for all tests: the workers read which shops there are every few seconds only."""
    return await a_product(await a_shop(), stock=1_000)


async def test_a_change_through_one_worker_is_seen_live_by_a_socket_on_the_other(
    workers: Workers, shop: BuiltShop
) -> None:
    here, there = workers.pids()
    client = workers.client_at(here, shop.host)
    placed = client.post(
        "/api/v1/orders", json=an_order_body(), headers={"idempotency-key": "live-across"}
    ).json()
    path = f"/orders/{placed['number']}?key={placed['access_token']}"
    live = workers.socket_at(there, shop.host)
    live.call(FOLLOW, {}, "/orders/[number]", path)
    eventually(lambda: placed["number"] in "".join(live.until_quiet()))
    cancelled = client.post(
        f"/api/v1/orders/{placed['number']}/cancel",
        headers={"authorization": f"Bearer {placed['access_token']}"},
    )
    assert cancelled.status_code == 200
    eventually(lambda: "cancelled" in "".join(live.until_quiet()), seconds=5)


async def test_a_limit_counts_once_over_both(workers: Workers, shop: BuiltShop) -> None:
    clients = [workers.client_at(pid, shop.host) for pid in workers.pids()]
    body = {"number": "no number", "reach": "13800138000"}
    statuses = [
        client.post("/api/v1/orders/find", json=body).status_code
        for _ in range(6)
        for client in clients
    ]
    assert LIMITS[Limit.LOOKUP_IP][0] == Window(10, 60)
    assert statuses == [422] * 10 + [429] * 2


async def test_a_redis_that_forgets_all_costs_a_page_no_more_than_a_fresh_state(
    workers: Workers, shop: BuiltShop
) -> None:
    client = workers.client_at(workers.pids()[0], shop.host)
    kept = client.post("/api/v1/cart/lines", json={"sku": "TEA", "quantity": 3})
    assert kept.status_code == 201, kept.text
    live = workers.socket_at(workers.pids()[1], shop.host)
    with redis.Redis.from_url(workers.redis.url) as store:  # pyright: ignore[reportUnknownMemberType]
        store.flushall()
    placed = client.post(
        "/api/v1/orders", json=an_order_body(), headers={"idempotency-key": "after-flushall"}
    ).json()
    path = f"/orders/{placed['number']}?key={placed['access_token']}"
    live.call(FOLLOW, {}, "/orders/[number]", path)
    eventually(lambda: placed["number"] in "".join(live.until_quiet()))
    assert client.get("/api/v1/cart").json()["lines"][0]["quantity"] == 3


async def test_a_killed_worker_is_replaced_and_its_neighbour_answers_meanwhile(
    workers: Workers, shop: BuiltShop
) -> None:
    killed, neighbour = workers.pids()
    client = workers.client_at(neighbour, shop.host)
    os.kill(killed, signal.SIGKILL)
    assert client.get("/health/ready").status_code == 200
    eventually(lambda: len(workers.listening() - {killed}) == 2, seconds=10)
    assert client.get("/health/ready").status_code == 200
