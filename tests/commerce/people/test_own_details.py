"""A customer's own details: profile, password, address book."""

import pytest

from commerce.db.session import transaction
from commerce.errors import Conflict, InvalidInput, NotFound, StaleEdit
from commerce.limits import forget_counts
from commerce.people import sessions
from commerce.people.addresses import (
    AddressView,
    BookedAddress,
    add_address,
    addresses_of,
    delete_address,
    edit_address,
    make_default,
)
from commerce.people.login import LogIn, log_in
from commerce.people.models import PersonKind
from commerce.people.profile import EditProfile, change_password, edit_profile
from commerce.people.queries import CustomerView
from commerce.people.registering import Register, register
from tests.builders import BuiltShop, a_shop

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "four words are long"
PLACE = {
    "name": "李雷",
    "phone": "13800138000",
    "email": "",
    "region": "上海",
    "city": "上海",
    "line1": "南京路 1 号",
}


@pytest.fixture
async def shop() -> BuiltShop:
    forget_counts()
    return await a_shop()


async def a_customer(shop: BuiltShop, email: str = "li@example.com") -> CustomerView:
    command = Register.parse({"name": "Li", "email": email, "password": PASSWORD, "agreed": True})
    async with transaction(shop.id) as session:
        return await register(session, shop.view, command, locale="en", client_ip="")


async def an_address(shop: BuiltShop, customer: CustomerView, **changes: str) -> AddressView:
    async with transaction(shop.id) as session:
        return await add_address(session, customer.id, BookedAddress.parse(PLACE | changes, "CN"))


async def test_a_profile_is_saved_once_and_a_stale_save_shows_what_stands(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    command = EditProfile.parse(
        {"name": "Li Lei", "email": "New@example.com", "version": customer.version}
    )
    async with transaction(shop.id) as session:
        saved = await edit_profile(session, customer, command)
    assert (saved.name, saved.email, saved.version) == ("Li Lei", "new@example.com", 2)
    with pytest.raises(StaleEdit) as stale:
        async with transaction(shop.id) as session:
            await edit_profile(session, customer, command)
    assert stale.value.theirs == {"name": "Li Lei", "email": "new@example.com"}


async def test_nobody_takes_anothers_email(shop: BuiltShop) -> None:
    customer, _other = await a_customer(shop), await a_customer(shop, "wang@example.com")
    command = EditProfile.parse({"name": "Li", "email": "wang@example.com", "version": 1})
    with pytest.raises(Conflict):
        async with transaction(shop.id) as session:
            await edit_profile(session, customer, command)


async def test_a_new_password_logs_the_other_browsers_out(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    kind = PersonKind.CUSTOMER
    async with transaction(shop.id) as session:
        here = (await sessions.start_session(session, kind, customer.id)).token
        there = (await sessions.start_session(session, kind, customer.id)).token
        with pytest.raises(InvalidInput) as wrong:
            await change_password(
                session, shop.view, customer, old="guess", new="five words now", keep_session=here
            )
        assert wrong.value.problems[0].field == "old"
        await change_password(
            session, shop.view, customer, old=PASSWORD, new="five words now", keep_session=here
        )
    async with transaction(shop.id) as session:
        assert await sessions.person_behind(session, kind, here) == customer.id
        assert await sessions.person_behind(session, kind, there) is None
        command = LogIn.parse({"login": "li@example.com", "password": "five words now"})
        assert (await log_in(session, shop.view, command, client_ip="")).id == customer.id


async def test_the_book_keeps_one_default(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    first = await an_address(shop, customer)
    second = await an_address(shop, customer, line1="淮海路 2 号")
    assert first.is_default
    assert not second.is_default
    async with transaction(shop.id) as session:
        await make_default(session, customer.id, second.id)
        book = await addresses_of(session, customer.id)
    assert [(one.address.line1, one.is_default) for one in book] == [
        ("淮海路 2 号", True),
        ("南京路 1 号", False),
    ]


async def test_a_stale_address_is_not_overwritten(shop: BuiltShop) -> None:
    customer = await a_customer(shop)
    entry = await an_address(shop, customer)
    moved = BookedAddress.parse(PLACE | {"line1": "中山路 3 号"}, "CN")
    async with transaction(shop.id) as session:
        await edit_address(session, customer.id, entry.id, moved, entry.version)
    with pytest.raises(StaleEdit) as stale:
        async with transaction(shop.id) as session:
            await edit_address(session, customer.id, entry.id, moved, entry.version)
    assert stale.value.theirs["line1"] == "中山路 3 号"


async def test_the_book_is_ones_own(shop: BuiltShop) -> None:
    customer, other = await a_customer(shop), await a_customer(shop, "wang@example.com")
    entry = await an_address(shop, customer)
    async with transaction(shop.id) as session:
        with pytest.raises(NotFound):
            await make_default(session, other.id, entry.id)
        with pytest.raises(NotFound):
            await edit_address(session, other.id, entry.id, BookedAddress.parse(PLACE, "CN"), 1)
        await delete_address(session, other.id, entry.id)
        assert len(await addresses_of(session, customer.id)) == 1


def test_a_wrong_form_names_all_its_fields() -> None:
    with pytest.raises(InvalidInput) as wrong:
        BookedAddress.parse(PLACE | {"phone": "12", "city": "", "line1": "a\u202eb"}, "CN")
    assert {problem.field: problem.code for problem in wrong.value.problems} == {
        "phone": "phone",
        "city": "string_too_short",
        "line1": "control_characters",
    }
