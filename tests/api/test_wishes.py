"""The wish list over HTTP: one's own, kept by the cart's cookie, the customer's after log-in."""

import pytest

from tests.api.test_customers import registered
from tests.builders import a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
WISHES = "/api/v1/wishes"


def slugs(answer) -> list[str]:
    return [item["slug"] for item in answer.json()["items"]]


async def a_shop_of_two():
    shop = await a_product(await a_shop(), "TEA", slug="tea", price=1_290)
    return await a_product(shop, "CUP", slug="cup", price=500, stock=0)


async def test_a_guest_keeps_a_list_newest_first_that_nobody_else_sees(client_of):
    shop = await a_shop_of_two()
    mine, other = client_of(shop), client_of(shop)
    assert (await mine.get(WISHES)).json() == {"items": []}
    for slug in ("tea", "cup", "tea"):
        answer = await mine.put(f"{WISHES}/{slug}")
        assert answer.status_code == 200
    assert slugs(answer) == ["cup", "tea"]
    tea = answer.json()["items"][1]
    assert (tea["price"], tea["sold_out"]) == ({"minor": 1290, "currency": "CNY"}, False)
    assert answer.json()["items"][0]["sold_out"] is True
    assert slugs(await other.get(WISHES)) == []
    assert slugs(await other.delete(f"{WISHES}/tea")) == []
    assert slugs(await mine.get(WISHES)) == ["cup", "tea"]


async def test_what_is_taken_off_stays_off(client_of):
    client = client_of(await a_shop_of_two())
    await client.put(f"{WISHES}/tea")
    for _ in range(2):
        answer = await client.delete(f"{WISHES}/tea")
        assert (answer.status_code, answer.json()) == (200, {"items": []})


async def test_a_guests_wishes_are_the_customers_after_log_in(client_of):
    shop = await a_shop_of_two()
    client = client_of(shop)
    await client.put(f"{WISHES}/cup")
    await registered(client)
    assert slugs(await client.get(WISHES)) == ["cup"]
    from_elsewhere = await client.put(f"{WISHES}/tea", headers={"origin": "http://evil.test"})
    assert from_elsewhere.status_code == 403
    answer = await client.put(f"{WISHES}/tea", headers={"origin": f"http://{shop.host}"})
    assert slugs(answer) == ["tea", "cup"]


@pytest.mark.parametrize("slug", ["nothing", "no%20slug", "x" * 200])
async def test_what_is_not_sold_is_not_found_and_leaves_no_list(client_of, slug):
    client = client_of(await a_shop_of_two())
    answer = await client.put(f"{WISHES}/{slug}")
    assert answer.status_code == 404
    assert (await client.get(WISHES)).json() == {"items": []}


async def test_a_product_of_another_shop_is_not_found(client_of):
    await a_shop_of_two()
    client = client_of(await a_shop())
    assert (await client.put(f"{WISHES}/tea")).status_code == 404
