"""Registering and logging in: who gets in, what is refused, what nobody learns."""

from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import CommerceError, Conflict, InvalidInput, NotSignedIn, TooMany
from commerce.ids import new_id
from commerce.limits import forget_counts
from commerce.messages.models import Message
from commerce.people import sessions
from commerce.people.codes import Purpose, SentCode, send_code, use_code
from commerce.people.login import LogIn, log_in, log_in_staff
from commerce.people.models import Customer, Membership, PersonKind, Role, Staff
from commerce.people.passwords import hash_password, password_problem
from commerce.people.queries import CustomerView, staff_member
from commerce.people.registering import EnterByPhone, Register, enter_by_phone, register
from commerce.secrecy import unseal
from tests.builders import BuiltShop, a_shop

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "four words are long"
PHONE = "138 0013 8000"


@pytest.fixture
async def shop() -> AsyncIterator[BuiltShop]:
    forget_counts()
    yield await a_shop()
    forget_counts()


async def a_registered(
    shop: BuiltShop, email: str = "Li@Example.com", **more: object
) -> CustomerView:
    given = {"name": "Li Lei", "email": email, "password": PASSWORD, "agreed": True} | more
    async with transaction(shop.id) as session:
        return await register(
            session, shop.view, Register.parse(given), locale="zh", client_ip=new_id().hex
        )


async def logged_in(shop: BuiltShop, login: str, password: str, ip: str = "") -> CustomerView:
    async with transaction(shop.id) as session:
        command = LogIn.parse({"login": login, "password": password})
        return await log_in(session, shop.view, command, client_ip=ip or new_id().hex)


async def a_code(shop: BuiltShop, phone: str = PHONE, ip: str = "") -> str:
    async with transaction(shop.id) as session:
        sent = await send_code(
            session, shop.view, Purpose.LOG_IN, phone, locale="en", client_ip=ip or new_id().hex
        )
        assert sent == SentCode("+8613800138000")
    async with transaction(shop.id) as session:
        found = select(Message).where(Message.kind == "code").order_by(col(Message.id).desc())
        message = (await session.exec(found)).first()
        assert message is not None
        assert message.secret
        assert unseal(message.recipient_sealed) == "+8613800138000"
        text = unseal(message.body_sealed)
    return next(word for word in text.split() if len(word) == 6 and word.isdecimal())


async def entered(shop: BuiltShop, code: str) -> CustomerView:
    async with transaction(shop.id) as session:
        command = EnterByPhone.parse({"phone": PHONE, "code": code})
        return await enter_by_phone(
            session, shop.view, command, locale="zh", client_ip=new_id().hex
        )


async def refused(awaitable: object) -> CommerceError:
    with pytest.raises(CommerceError) as error:
        await awaitable  # pyright: ignore[reportGeneralTypeIssues]
    return error.value


async def test_an_account_by_email_works_at_once_in_any_spelling_of_it(shop: BuiltShop) -> None:
    made = await a_registered(shop)
    assert made.email == "li@example.com"
    assert not made.email_verified
    assert (await logged_in(shop, " LI@example.com ", PASSWORD)).id == made.id
    async with transaction(shop.id) as session:
        row = await session.get_one(Customer, made.id)
        assert row.terms_version == shop.view.terms_version
        assert row.password_hash is not None
        assert row.password_hash.startswith("$argon2id$")
        assert b"li@example.com" not in (row.email_sealed or b"")


async def test_a_taken_email_is_named_and_nothing_is_written(shop: BuiltShop) -> None:
    await a_registered(shop)
    error = await refused(a_registered(shop, "li@example.COM"))
    assert isinstance(error, Conflict)
    assert error.field == "email"
    async with transaction(shop.id) as session:
        assert len((await session.exec(select(Customer))).all()) == 1


async def test_the_same_email_may_be_a_customer_of_two_shops(shop: BuiltShop) -> None:
    first, second = await a_registered(shop), await a_registered(await a_shop())
    assert first.id != second.id


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 129, "password_long"),
        ("password123", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("lilei.zhang1", "password_like_you"),
        (PASSWORD, None),
    ],
)
def test_password_rules_help(password: str, code: str | None) -> None:
    found = password_problem(password, "lilei.zhang@example.com", "Li Lei")
    assert (found.code if found else None) == code


async def test_without_consent_there_is_no_account(shop: BuiltShop) -> None:
    error = await refused(a_registered(shop, agreed=False))
    assert isinstance(error, InvalidInput)
    assert error.problems[0].field == "agreed"


async def test_all_that_is_wrong_is_said_at_once(shop: BuiltShop) -> None:
    error = await refused(a_registered(shop, "li@exa", name=" ", password="", agreed=False))
    assert isinstance(error, InvalidInput)
    assert {problem.field: problem.code for problem in error.problems} == {
        "name": "required",
        "email": "email",
        "password": "required",
        "agreed": "terms",
    }


async def test_unknown_and_wrong_get_one_answer(shop: BuiltShop) -> None:
    await a_registered(shop)
    wrong = await refused(logged_in(shop, "li@example.com", "not the password"))
    unknown = await refused(logged_in(shop, "nobody@example.com", PASSWORD))
    assert isinstance(wrong, InvalidInput)
    assert isinstance(unknown, InvalidInput)
    assert wrong.problems == unknown.problems


async def test_unknown_and_wrong_take_the_same_time(shop: BuiltShop) -> None:
    await a_registered(shop)

    async def seconds(login: str) -> float:
        began = perf_counter()
        await refused(logged_in(shop, login, "not the password"))
        return perf_counter() - began

    await seconds("nobody0@example.com")
    unknown = [await seconds(f"nobody{n}@example.com") for n in range(5)]
    wrong = [await seconds("li@example.com") for _ in range(5)]
    assert 0.4 < median(unknown) / median(wrong) < 2.5


async def test_an_account_under_attack_rests_and_then_opens_again(shop: BuiltShop) -> None:
    await a_registered(shop)
    for _ in range(10):
        await refused(logged_in(shop, "li@example.com", "not the password"))
    error = await refused(logged_in(shop, "li@example.com", PASSWORD))
    assert isinstance(error, TooMany)
    assert 0 < error.retry_after <= 901
    forget_counts()
    assert (await logged_in(shop, "li@example.com", PASSWORD)).email == "li@example.com"


async def test_one_address_may_not_try_many_accounts(shop: BuiltShop) -> None:
    for n in range(20):
        await refused(logged_in(shop, f"n{n}@example.com", "guess guess guess", ip="192.0.2.1"))
    error = await refused(logged_in(shop, "n99@example.com", "guess guess", ip="192.0.2.1"))
    assert isinstance(error, TooMany)


async def test_a_phone_with_its_code_makes_the_account_and_later_finds_it(shop: BuiltShop) -> None:
    made = await entered(shop, await a_code(shop))
    assert made.phone == "+8613800138000"
    assert made.phone_verified
    assert made.locale == "zh"
    forget_counts()
    assert (await entered(shop, await a_code(shop))).id == made.id


async def test_a_code_is_good_once(shop: BuiltShop) -> None:
    code = await a_code(shop)
    await entered(shop, code)
    error = await refused(entered(shop, code))
    assert isinstance(error, InvalidInput)
    assert error.problems[0].code == "wrong_code"


async def test_after_five_wrong_tries_the_right_code_opens_nothing(shop: BuiltShop) -> None:
    code = await a_code(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        error = await refused(entered(shop, wrong))
        assert isinstance(error, InvalidInput)
        assert error.problems[0].code == "wrong_code"
    error = await refused(entered(shop, code))
    assert isinstance(error, InvalidInput)
    assert error.problems[0].code == "code_tries"


async def test_a_code_ends_after_five_minutes(shop: BuiltShop) -> None:
    code = await a_code(shop)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert isinstance(await refused(entered(shop, code)), InvalidInput)


async def test_a_new_code_ends_the_old_one_and_may_be_asked_for_after_a_minute(
    shop: BuiltShop,
) -> None:
    old = await a_code(shop)
    error = await refused(a_code(shop))
    assert isinstance(error, TooMany)
    assert 55 <= error.retry_after <= 61
    forget_counts()
    new = await a_code(shop)
    if new != old:
        assert isinstance(await refused(entered(shop, old)), InvalidInput)
    assert (await entered(shop, new)).phone_verified


async def test_a_code_is_good_for_its_purpose_alone(shop: BuiltShop) -> None:
    code = await a_code(shop)
    async with transaction(shop.id) as session:
        with pytest.raises(InvalidInput):
            await use_code(session, Purpose.VERIFY_PHONE, "+8613800138000", code)


async def test_staff_log_in_where_they_work_and_nowhere_else(shop: BuiltShop) -> None:
    other = await a_shop()
    email = f"{shop.view.slug}@example.com"
    person = Staff(email=email, name="Chen", password_hash=await hash_password(PASSWORD))
    async with transaction(shop.id) as session:
        session.add(person)
        await session.flush()
        session.add(Membership(staff_id=person.id, role=Role.CLERK))
    command = LogIn.parse({"login": email.upper(), "password": PASSWORD})
    async with transaction(shop.id) as session:
        staff = await log_in_staff(session, shop.view, command, client_ip="a")
        assert staff.role == "clerk"
    async with transaction(other.id) as session:
        error = await refused(log_in_staff(session, other.view, command, client_ip="b"))
        assert isinstance(error, InvalidInput)


async def test_an_ended_membership_ends_the_access_at_once(shop: BuiltShop) -> None:
    person = Staff(email=f"{shop.view.slug}@example.com", name="Temp")
    async with transaction(shop.id) as session:
        session.add(person)
        await session.flush()
        ends = clock.now() + timedelta(hours=1)
        session.add(Membership(staff_id=person.id, role=Role.OWNER, expires_at=ends))
        await session.flush()
        assert await staff_member(session, person.id) is not None
        with clock.at(ends + timedelta(seconds=1)):
            assert await staff_member(session, person.id) is None


@pytest.mark.parametrize(("remember", "life"), [(False, 12), (True, 30 * 24)])
async def test_a_session_ends_in_time(shop: BuiltShop, remember: bool, life: int) -> None:
    async with transaction(shop.id) as session:
        kind, person = PersonKind.CUSTOMER, new_id()
        opened = await sessions.start_session(session, kind, person, remember=remember)
        before = opened.expires_at - timedelta(seconds=1)
        assert opened.expires_at - clock.now() > timedelta(hours=life, seconds=-5)
        with clock.at(before):
            assert await sessions.person_behind(session, kind, opened.token) == person
        with clock.at(opened.expires_at):
            assert await sessions.person_behind(session, kind, opened.token) is None


async def test_a_ticket_lives_for_a_minute(shop: BuiltShop) -> None:
    async with transaction(shop.id) as session:
        ticket = await sessions.issue_ticket(session, PersonKind.STAFF, new_id())
        with clock.at(clock.now() + timedelta(seconds=61)), pytest.raises(NotSignedIn):
            await sessions.open_session(session, ticket)
