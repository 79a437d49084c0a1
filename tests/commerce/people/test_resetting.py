"""A new password for who forgot the old one: who gets in, once, and what nobody learns."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import CommerceError, InvalidInput, TooMany
from commerce.ids import new_id
from commerce.limits import forget_counts
from commerce.messages.models import Message
from commerce.people import finding, sessions
from commerce.people.codes import Purpose, send_code
from commerce.people.models import Customer, PersonKind
from commerce.people.passwords import hash_password
from commerce.people.reaching import Reached
from commerce.people.resetting import UseReset, ask_reset, send_reset, use_reset
from commerce.secrecy import unseal
from tests.builders import BuiltShop, a_shop

pytestmark = pytest.mark.usefixtures("database")
EMAIL, PHONE, NEW = "li@example.com", "+8613800138000", "seven green kettles sing"


@pytest.fixture
async def shop() -> AsyncIterator[BuiltShop]:
    forget_counts()
    yield await a_shop()
    forget_counts()


async def an_account(shop: BuiltShop) -> Customer:
    row = Customer(password_hash=await hash_password("four words are long"))
    finding.set_email(row, EMAIL)
    finding.set_phone(row, PHONE, clock.now())
    async with transaction(shop.id) as session:
        session.add(row)
    return row


async def asked(shop: BuiltShop, login: str) -> Reached:
    """Ask, and let the job write what it writes."""
    async with transaction(shop.id) as session:
        reached = await ask_reset(session, shop.view, login, locale="en", client_ip=new_id().hex)
        connection = await session.driver()
        found = await connection.execute(
            "SELECT args->>'to' FROM procrastinate_jobs WHERE task_name = 'people.send_reset'"
            " AND args->>'shop' = %s ORDER BY id DESC LIMIT 1",
            [str(shop.id)],
        )
        row = await found.fetchone()
    assert row
    assert reached.reach not in row[0]  # the queue's table is not sealed: its arguments are
    await send_reset.func(str(shop.id), row[0], "en")
    forget_counts()
    return reached


async def messages(shop: BuiltShop) -> list[Message]:
    async with transaction(shop.id) as session:
        return list((await session.exec(select(Message).order_by(col(Message.id)))).all())


async def proof(shop: BuiltShop, pattern: str) -> str:
    found = re.search(pattern, unseal((await messages(shop))[-1].body_sealed), re.ASCII)
    assert found
    return found[1]


async def used(shop: BuiltShop, **given: str) -> None:
    async with transaction(shop.id) as session:
        command = UseReset.parse({"password": NEW} | given)
        await use_reset(session, shop.view, command, client_ip=new_id().hex)


async def refused(shop: BuiltShop, **given: str) -> str:
    with pytest.raises(CommerceError) as error:
        await used(shop, **given)
    assert isinstance(error.value, InvalidInput)
    return error.value.problems[0].code


async def signed_in(shop: BuiltShop, customer: Customer) -> str:
    async with transaction(shop.id) as session:
        return (await sessions.start_session(session, PersonKind.CUSTOMER, customer.id)).token


async def still_in(shop: BuiltShop, token: str) -> bool:
    async with transaction(shop.id) as session:
        return await sessions.person_behind(session, PersonKind.CUSTOMER, token) is not None


async def test_a_link_sets_the_password_once_and_ends_every_session(shop: BuiltShop) -> None:
    customer = await an_account(shop)
    here = await signed_in(shop, customer)
    assert await asked(shop, "Li@Example.com") == Reached("email", EMAIL)
    sent = (await messages(shop))[-1]
    assert (sent.channel, sent.kind, sent.secret) == ("email", "reset_link", True)
    link = await proof(shop, r"link=([\w.-]+)")
    assert await still_in(shop, here)
    await used(shop, link=link)
    assert not await still_in(shop, here)
    assert await refused(shop, link=link) == "old_link"
    kinds = [message.kind for message in await messages(shop)]
    assert kinds == ["reset_link", "password_changed"]
    async with transaction(shop.id) as session:
        row = await finding.by_email(session, EMAIL)
    assert row is not None
    assert row.password_hash != customer.password_hash
    assert row.email_verified_at is not None


async def test_a_phone_and_its_code_set_it_too(shop: BuiltShop) -> None:
    customer = await an_account(shop)
    here = await signed_in(shop, customer)
    await asked(shop, "138 0013 8000")
    code = await proof(shop, r"\b(\d{6})\b")
    assert await refused(shop, phone=PHONE, code="000000" if code != "000000" else "1") == (
        "wrong_code"
    )
    assert await refused(shop, phone=PHONE, code=code, password="short") == "password_short"
    await used(shop, phone=PHONE, code=code)
    assert not await still_in(shop, here)
    assert await refused(shop, phone=PHONE, code=code) == "wrong_code"


async def test_a_newer_link_and_half_an_hour_end_a_link(shop: BuiltShop) -> None:
    await an_account(shop)
    await asked(shop, EMAIL)
    first = await proof(shop, r"link=([\w.-]+)")
    await asked(shop, EMAIL)
    second = await proof(shop, r"link=([\w.-]+)")
    assert await refused(shop, link=first) == "old_link"
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert await refused(shop, link=second) == "old_link"
    name = second.partition(".")[0]
    for odd in ("x", "." * 50, f"{name}.x", f"{new_id().hex}.x"):
        assert await refused(shop, link=odd) == "old_link"
    await used(shop, link=second)


async def test_an_unknown_account_is_answered_alike_and_written_nothing(shop: BuiltShop) -> None:
    assert await asked(shop, "nobody@example.com") == Reached("email", "nobody@example.com")
    assert await asked(shop, PHONE) == Reached("phone", PHONE)
    assert await messages(shop) == []
    codes = [await refused(shop, phone=PHONE, code="123456") for _ in range(6)]
    assert codes == ["wrong_code"] * 5 + ["code_tries"]


async def test_a_known_phone_is_refused_in_the_very_same_words(shop: BuiltShop) -> None:
    await an_account(shop)
    await asked(shop, PHONE)
    code = await proof(shop, r"\b(\d{6})\b")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    codes = [await refused(shop, phone=PHONE, code=wrong) for _ in range(6)]
    assert codes == ["wrong_code"] * 5 + ["code_tries"]
    assert await refused(shop, phone=PHONE, code=code) == "code_tries"


async def test_asking_twice_within_a_minute_is_too_much_known_or_not(shop: BuiltShop) -> None:
    await an_account(shop)
    for login in (EMAIL, "nobody@example.com"):
        async with transaction(shop.id) as session:
            await ask_reset(session, shop.view, login, locale="en", client_ip="198.51.100.7")
        with pytest.raises(TooMany):
            async with transaction(shop.id) as session:
                await ask_reset(session, shop.view, login, locale="en", client_ip="198.51.100.8")


async def test_another_shops_link_is_good_for_nothing_here(shop: BuiltShop) -> None:
    await an_account(shop)
    await asked(shop, EMAIL)
    link = await proof(shop, r"link=([\w.-]+)")
    other = await a_shop()
    await an_account(other)
    assert await refused(other, link=link) == "old_link"


async def test_a_code_to_log_in_sets_no_password(shop: BuiltShop) -> None:
    await an_account(shop)
    async with transaction(shop.id) as session:
        await send_code(
            session, shop.view, Purpose.LOG_IN, PHONE, locale="en", client_ip=new_id().hex
        )
    code = await proof(shop, r"\b(\d{6})\b")
    assert await refused(shop, phone=PHONE, code=code) == "wrong_code"
