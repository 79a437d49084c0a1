"""A new password through the API."""

import pytest

from commerce.limits import forget_counts
from tests.api.test_customers import PASSWORD, registered
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
ASK, USE = "/api/v1/password-resets", "/api/v1/password-resets/use"


async def test_known_and_unknown_accounts_are_answered_alike(client_of):
    shop = await a_shop()
    await registered(client_of(shop))
    client = client_of(shop)
    for login in ("li@example.com", "wu@example.com"):
        answer = await client.post(ASK, json={"login": login})
        assert (answer.status_code, answer.json()) == (202, {"way": "email", "resend_seconds": 60})
    again = await client.post(ASK, json={"login": "wu@example.com"})
    assert (again.status_code, again.json()["type"]) == (429, "too_many")


async def test_a_wrong_link_or_code_sets_nothing(client_of):
    shop = await a_shop()
    token = await registered(client_of(shop))
    for proof in ({"link": "x.y"}, {"phone": "13800138000", "code": "123456"}):
        answer = await client_of(shop).post(USE, json=proof | {"password": "seven green kettles"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "code"
    assert (await client_of(shop, token).get("/api/v1/me")).status_code == 200
    login = {"login": "li@example.com", "password": PASSWORD}
    assert (await client_of(shop).post("/api/v1/sessions", json=login)).status_code == 201


async def test_a_code_of_that_purpose_cannot_be_asked_for_by_its_name(client_of):
    forget_counts()
    body = {"phone": "13800138000", "purpose": "reset_password"}
    answer = await client_of(await a_shop()).post("/api/v1/codes", json=body)
    assert answer.status_code == 422
