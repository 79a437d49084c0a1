"""The page of a new password, as a browser drives it."""

import re
from typing import Any

import pytest
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.limits import forget_counts
from commerce.messages.models import Message
from commerce.people.resetting import send_reset
from commerce.secrecy import unseal
from commerce.shops.queries import forget_shops
from storefront.login.state import LoginState
from storefront.register.state import RegisterState
from storefront.reset.state import ResetState
from tests.builders import BuiltShop, a_shop
from tests.storefront.visitor import call
from tests.ui.browser import at_socket

pytestmark = pytest.mark.usefixtures("database")
FORM = {
    "name": "Li Lei",
    "email": "li@example.com",
    "password": "four words are long",
    "agreed": "on",
}
NEW = "seven green kettles sing"


@pytest.fixture
async def shop() -> BuiltShop:
    made = await a_shop()
    forget_shops()
    forget_counts()
    return made


async def job_done(shop: BuiltShop) -> None:
    async with transaction(shop.id) as session:
        connection = await session.driver()
        found = await connection.execute(
            "SELECT args->>'to' FROM procrastinate_jobs WHERE task_name = 'people.send_reset'"
            " AND args->>'shop' = %s ORDER BY id DESC LIMIT 1",
            [str(shop.id)],
        )
        row = await found.fetchone()
    assert row
    await send_reset.func(str(shop.id), row[0], "en")


async def test_the_link_of_the_e_mail_leads_back_in(shop: BuiltShop) -> None:
    await call(at_socket(RegisterState, host=shop.host), "register", FORM)
    state = at_socket(ResetState, host=shop.host, path="/reset")
    await call(state, "ask", {"login": "li@example.com"})
    assert (state.way, state.sent_to, state.refusal) == ("email", "li@example.com", None)
    await job_done(shop)
    async with transaction(shop.id) as session:
        newest = select(Message).order_by(col(Message.id).desc()).limit(1)
        text = unseal((await session.exec(newest)).one().body_sealed)
    link = re.search(r"/reset/\?link=(\S+)", text)
    assert link
    state = at_socket(ResetState, host=shop.host, path=f"/reset?link={link[1]}")
    assert await call(state, "choose", {"password": "short"}) is None
    assert state.refusal is not None
    assert set(state.refusal.fields) == {"password"}
    answer = str(await call(state, "choose", {"password": NEW}))
    assert re.search(r"ticket[^\w]+[\w-]{43}", answer)
    assert NEW not in str(state.dict())
    login = at_socket(LoginState, host=shop.host, path="/login")
    await call(login, "log_in", {"login": "li@example.com", "password": FORM["password"]})
    assert login.refusal is not None
    assert await call(login, "log_in", {"login": "li@example.com", "password": NEW})


async def test_an_unknown_account_sees_what_a_known_one_does(shop: BuiltShop) -> None:
    await call(at_socket(RegisterState, host=shop.host), "register", FORM)
    seen: list[dict[str, Any]] = []
    for login in ("li@example.com", "wu@example.com"):
        state = at_socket(ResetState, host=shop.host, path="/reset")
        await call(state, "ask", {"login": login})
        seen.append({"way": state.way, "refusal": state.refusal, "attempt": state.attempt})
    assert seen[0] == seen[1] == {"way": "email", "refusal": None, "attempt": 0}


async def test_what_is_no_log_in_is_said_at_its_field(shop: BuiltShop) -> None:
    state = at_socket(ResetState, host=shop.host, path="/zh/reset")
    for odd in ({}, {"login": "12"}, {"login": "li@"}, None, {"login": ["x"]}):
        await call(state, "ask", odd)
        assert state.refusal is not None
        assert state.way == ""
    await call(state, "choose", {})
    assert state.refusal.fields["password"]


async def test_what_is_neither_a_phone_nor_an_e_mail_is_called_neither(shop: BuiltShop) -> None:
    state = at_socket(ResetState, host=shop.host, path="/reset")
    said = {}
    for login in ("li lei", "li@", "12", ""):
        await call(state, "ask", {"login": login})
        assert state.refusal is not None
        said[login] = state.refusal.fields["login"]
    assert said == {
        "li lei": "Please give a phone number or an e-mail address.",
        "li@": "This is not an e-mail address. Example: name@example.com",
        "12": "This is not a phone number we know. Example: 138 0013 8000",
        "": "Please fill this in.",
    }
    assert state.way == ""
