"""The States of registering, logging in and the account, as a browser drives them."""

import re
from typing import Any

import pytest
import reflex as rx
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.limits import forget_counts
from commerce.messages.models import Message
from commerce.people import sessions
from commerce.people.models import Customer
from commerce.secrecy import unseal
from commerce.shops.queries import forget_shops
from storefront.account.address_state import AddressState
from storefront.account.orders_state import AccountOrdersState
from storefront.account.profile_state import ProfileState
from storefront.login.state import LoginState, PhoneState
from storefront.register.state import RegisterState
from tests.builders import BuiltShop, a_product, a_shop, an_order
from tests.ui.browser import at_socket
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("database")
FORM = {
    "name": "Li Lei",
    "email": "li@example.com",
    "password": "four words are long",
    "agreed": "on",
}


@pytest.fixture
async def shop() -> BuiltShop:
    made = await a_product(await a_shop())
    forget_shops()
    forget_counts()
    return made


async def sent(state: rx.State, handler: str, *payload: Any) -> list[Any]:
    """All that a handler answers, whether it returns or yields."""
    result = type(state).event_handlers[handler].fn(state, *payload)
    if hasattr(result, "__aiter__"):
        return [answer async for answer in result if answer is not None]
    answer = await result
    return [] if answer is None else [answer]


async def customers(shop: BuiltShop) -> list[Customer]:
    async with transaction(shop.id) as session:
        return list((await session.exec(select(Customer))).all())


async def registered(shop: BuiltShop, **changes: str) -> str:
    """A registered customer's cookie."""
    state = at_socket(RegisterState, host=shop.host, path="/register")
    answers = await sent(state, "register", FORM | changes)
    return await cookie_for(shop, answers)


async def cookie_for(shop: BuiltShop, answers: list[Any]) -> str:
    ticket = re.search(r"ticket[^\w]+([\w-]{43})", str(answers))
    assert ticket, answers
    async with transaction(shop.id) as session:
        return (await sessions.open_session(session, ticket[1])).token


async def test_registering_logs_in_at_once(shop: BuiltShop) -> None:
    cookie = await registered(shop)
    state = at_socket(ProfileState, host=shop.host, allhours_customer=cookie)
    await sent(state, "load")
    assert (state.name, state.email) == ("Li Lei", "li@example.com")


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(shop: BuiltShop) -> None:
    state = at_socket(RegisterState, host=shop.host, path="/zh/register")
    assert (
        await sent(state, "register", {"name": "李雷", "email": "li@", "password": "short"}) == []
    )
    assert state.refusal is not None
    assert set(state.refusal.fields) == {"email", "password", "agreed"}
    assert "10" in state.refusal.fields["password"]
    assert not state.pending
    assert state.attempt == 1
    assert await customers(shop) == []


async def test_the_check_while_typing_says_what_would_be_refused(shop: BuiltShop) -> None:
    state = at_socket(RegisterState, host=shop.host)
    await sent(state, "check", {"email": "li@exa", "password": "short"})
    assert state.email_hint
    assert state.password_hint == "Please use at least 10 characters."
    await sent(state, "check", {"email": "li@example.com", "password": FORM["password"]})
    assert (state.email_hint, state.password_hint, state.password_good) == ("", "", True)


async def test_no_password_reaches_a_var(shop: BuiltShop) -> None:
    for state, handler in (
        (at_socket(RegisterState, host=shop.host), "check"),
        (at_socket(RegisterState, host=shop.host), "register"),
        (at_socket(LoginState, host=shop.host), "log_in"),
    ):
        await sent(state, handler, FORM | {"login": "x", "password": "hunter2hunter2"})
        assert "hunter2hunter2" not in str(state.dict())


async def test_the_log_in_leads_back_to_where_it_began_and_nowhere_else(shop: BuiltShop) -> None:
    await registered(shop)
    form = {"login": "li@example.com", "password": FORM["password"]}
    for wanted, to in (
        ("/zh/account/addresses", "/zh/account/addresses"),
        ("//evil.test/x", "/account"),
        ("https://evil.test", "/account"),
        ("/\\evil.test", "/account"),
        ("javascript:alert(1)", "/account"),
    ):
        state = at_socket(LoginState, host=shop.host, path=f"/login?next={wanted}")
        answers = str(await sent(state, "log_in", form))
        assert f'location.assign(\\"{to}' in answers or f'location.assign("{to}' in answers
        assert "evil" not in answers


async def test_a_phone_and_its_code_log_in(shop: BuiltShop) -> None:
    state = at_socket(PhoneState, host=shop.host, path="/zh/login")
    await sent(state, "ask_code", {"phone": "138 0013 8000"})
    assert state.sent_to == "+86138****8000"
    async with transaction(shop.id) as session:
        found = select(Message).where(Message.kind == "code").order_by(col(Message.id).desc())
        message = (await session.exec(found)).first()
    assert message is not None
    code = re.search(r"\d{6}", unseal(message.body_sealed))
    assert code
    assert code[0] not in str(state.dict())
    answers = await sent(state, "enter", {"code": code[0]})
    assert await cookie_for(shop, answers)
    assert len(await customers(shop)) == 1


async def test_a_guests_orders_are_seen_after_the_phone_is_proven(shop: BuiltShop) -> None:
    placed = await an_order(shop)  # with the phone 13800138000
    state = at_socket(PhoneState, host=shop.host)
    await sent(state, "ask_code", {"phone": "13800138000"})
    async with transaction(shop.id) as session:
        found = select(Message).where(Message.kind == "code")
        text = unseal((await session.exec(found)).one().body_sealed)
    code = next(word for word in text.split() if len(word) == 6 and word.isdecimal())
    cookie = await cookie_for(shop, await sent(state, "enter", {"code": code}))
    account = at_socket(AccountOrdersState, host=shop.host, allhours_customer=cookie)
    await sent(account, "load")
    assert [order.number for order in account.orders] == [placed.number]


async def test_another_customers_address_is_not_found(shop: BuiltShop) -> None:
    mine, theirs = await registered(shop), await registered(shop, email="wang@example.com")
    owner = at_socket(AddressState, host=shop.host, allhours_customer=mine)
    await sent(owner, "begin", "new")
    place = {"name": "Li", "phone": "13800138000", "city": "Shanghai", "line1": "1 Nanjing Road"}
    await sent(owner, "save", place)
    entry = owner.book[0].id
    stranger = at_socket(AddressState, host=shop.host, allhours_customer=theirs)
    for handler in ("begin", "make_default"):
        await sent(stranger, handler, entry)
        assert stranger.refusal is not None
        assert stranger.refusal.code == "not_found"
    await sent(stranger, "remove", entry)
    await sent(owner, "load")
    assert [one.id for one in owner.book] == [entry]


@pytest.mark.parametrize(
    ("state", "handler", "payload"),
    [
        (AccountOrdersState, "load", ()),
        (AccountOrdersState, "show_more", ()),
        (ProfileState, "save", ({"name": "x"},)),
        (ProfileState, "set_password", ({"password": "five words are long"},)),
        (AddressState, "save", ({},)),
        (AddressState, "remove", (str(new_id()),)),
    ],
)
async def test_the_account_is_closed_to_strangers(
    shop: BuiltShop, state: type[rx.State], handler: str, payload: tuple[Any, ...]
) -> None:
    with pytest.raises(Refused):
        await sent(at_socket(state, host=shop.host, path="/account"), handler, *payload)


@pytest.mark.parametrize("odd", [None, 5, "text", [1], {"a": {"b": 1}}, {"login": "x" * 5_000}])
async def test_odd_payloads_are_refused_in_words(shop: BuiltShop, odd: Any) -> None:
    for state, handler in ((LoginState, "log_in"), (RegisterState, "register")):
        made = at_socket(state, host=shop.host)
        assert await sent(made, handler, odd) == []
        assert made.refusal is not None
        assert made.refusal.code == "invalid"
        assert not made.pending
    assert await customers(shop) == []
