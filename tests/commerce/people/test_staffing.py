"""Staff of a shop: who may be changed how; the last owner stays."""

import asyncio
from datetime import date, timedelta

import pytest

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import Conflict, InvalidInput, NotFound, NotSignedIn, StaleEdit
from commerce.people import sessions, staffing
from commerce.people.members import members
from commerce.people.models import Role, Staff
from commerce.people.own_password import OwnPassword, set_own_password
from commerce.people.passwords import is_password
from commerce.people.queries import staff_member
from commerce.people.staffing import ChangeMember, Invite
from tests.builders import BuiltShop, a_shop
from tests.office import Desk, a_desk

pytestmark = pytest.mark.usefixtures("database")
ZONE = "Asia/Shanghai"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_shop()


@pytest.fixture
async def owner(shop: BuiltShop) -> Desk:
    return await a_desk(shop)


async def invited(shop: BuiltShop, email: str, role: str = "clerk", last_day: str = ""):
    async with transaction(shop.id) as session:
        form = {"name": "New", "email": email, "role": role, "last_day": last_day}
        return await staffing.invite(session, Invite.parse(form), ZONE)


async def changed(desk: Desk, role: str, version: int = 1, last_day: str = "") -> None:
    form = {"role": role, "last_day": last_day, "version": version}
    async with transaction(desk.shop.id) as session:
        command = ChangeMember.parse(form)
        await staffing.change_member(session, desk.membership_id, command, ZONE)


async def disabled(desk: Desk, by: Desk, *, shut: bool = True) -> None:
    async with transaction(desk.shop.id) as session:
        await staffing.set_disabled(session, desk.membership_id, disabled=shut, by=by.staff_id)


async def role_of(desk: Desk) -> str | None:
    async with transaction(desk.shop.id) as session:
        view = await staff_member(session, desk.staff_id)
    return view.role if view else None


def address(shop: BuiltShop, name: str) -> str:
    return f"{name}-{shop.view.slug}@example.com"


async def test_an_invited_person_comes_in_by_the_link_once(shop: BuiltShop) -> None:
    made = await invited(shop, address(shop, "new"))
    assert made.token
    async with transaction(shop.id) as session:
        opened = await sessions.open_session(session, made.token)
        view = await staff_member(session, opened.person_id)
    assert view is not None
    assert view.role == "clerk"
    async with transaction(shop.id) as session:
        with pytest.raises(NotSignedIn):
            await sessions.open_session(session, made.token)


async def test_a_link_is_over_after_three_days(shop: BuiltShop) -> None:
    made = await invited(shop, address(shop, "late"))
    assert made.token
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        async with transaction(shop.id) as session:
            with pytest.raises(NotSignedIn):
                await sessions.open_session(session, made.token)


async def test_nobody_is_invited_twice(shop: BuiltShop) -> None:
    await invited(shop, address(shop, "twice"))
    with pytest.raises(Conflict):
        await invited(shop, address(shop, "TWICE"))


async def test_who_works_elsewhere_joins_without_a_link_that_could_take_their_log_in(
    shop: BuiltShop,
) -> None:
    elsewhere = await a_desk(await a_shop())
    async with transaction(elsewhere.shop.id) as session:
        email = (await session.get_one(Staff, elsewhere.staff_id)).email
    made = await invited(shop, email)
    assert made.token is None
    async with transaction(shop.id) as session:
        me = await a_desk(shop, Role.OWNER, name="Owner")
        with pytest.raises(InvalidInput, match="works_elsewhere"):
            await staffing.new_link(session, made.membership_id, by=me.staff_id)


async def test_a_last_day_ends_the_access_when_it_is_over_in_the_shop(shop: BuiltShop) -> None:
    today = clock.now().astimezone(clock.zone(ZONE)).date()
    made = await invited(shop, address(shop, "temp"), last_day=today.isoformat())
    async with transaction(shop.id) as session:
        (person,) = [m for m in await members(session) if m.id == made.membership_id]
        assert await staff_member(session, person.staff_id) is not None
    with clock.at(clock.now() + timedelta(days=1)):
        async with transaction(shop.id) as session:
            assert await staff_member(session, person.staff_id) is None


async def test_a_last_day_that_is_over_is_refused(shop: BuiltShop) -> None:
    with pytest.raises(InvalidInput, match="last_day: in_the_past"):
        await invited(shop, address(shop, "past"), last_day=str(date(2020, 1, 1)))


@pytest.mark.parametrize("role", ["manager", "clerk", "viewer"])
async def test_the_last_owner_is_not_demoted(owner: Desk, role: str) -> None:
    with pytest.raises(InvalidInput, match="role: last_owner"):
        await changed(owner, role)
    assert await role_of(owner) == "owner"


async def test_the_last_owner_gets_no_last_day(owner: Desk) -> None:
    with pytest.raises(InvalidInput, match="last_owner"):
        await changed(owner, "owner", last_day="2999-01-01")


async def test_an_owner_who_never_came_in_does_not_count_as_another(owner: Desk) -> None:
    await invited(owner.shop, address(owner.shop, "partner"), "owner")
    with pytest.raises(InvalidInput, match="last_owner"):
        await changed(owner, "clerk")


async def test_one_of_two_owners_may_go(owner: Desk) -> None:
    second = await a_desk(owner.shop, Role.OWNER, name="Second")
    await changed(owner, "clerk")
    assert await role_of(owner) == "clerk"
    with pytest.raises(InvalidInput, match="last_owner"):
        await changed(second, "clerk")


async def test_two_owners_who_demote_each_other_at_once_leave_one(owner: Desk) -> None:
    second = await a_desk(owner.shop, Role.OWNER, name="Second")
    outcomes = await asyncio.gather(
        changed(owner, "clerk"), changed(second, "clerk"), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidInput", "NoneType"]
    assert sorted([await role_of(owner) or "", await role_of(second) or ""]) == ["clerk", "owner"]


async def test_nobody_shuts_themselves_out(owner: Desk) -> None:
    await a_desk(owner.shop, Role.OWNER, name="Second")
    with pytest.raises(InvalidInput, match="yourself"):
        await disabled(owner, owner)


async def test_who_is_shut_out_is_signed_out_here_and_stays_in_elsewhere(owner: Desk) -> None:
    clerk = await a_desk(owner.shop, Role.CLERK)
    other = await a_shop()
    async with transaction(clerk.shop.id) as session:
        email = (await session.get_one(Staff, clerk.staff_id)).email
    await invited(other, email)
    await disabled(clerk, owner)
    assert await role_of(clerk) is None
    async with transaction(clerk.shop.id) as session:
        kind = sessions.PersonKind.STAFF
        assert await sessions.person_behind(session, kind, clerk.cookie) is None
    async with transaction(other.id) as session:
        assert await staff_member(session, clerk.staff_id) is not None
    await disabled(clerk, owner, shut=False)
    assert await role_of(clerk) == "clerk"


async def test_a_stale_change_is_refused_with_what_stands_now(owner: Desk) -> None:
    clerk = await a_desk(owner.shop, Role.CLERK)
    await changed(clerk, "viewer", 1)
    with pytest.raises(StaleEdit) as refused:
        await changed(clerk, "manager", 1)
    assert refused.value.theirs["role"] == "viewer"
    assert await role_of(clerk) == "viewer"


async def test_another_shops_members_are_not_found(owner: Desk) -> None:
    stranger = await a_desk(await a_shop(), Role.CLERK)
    async with transaction(owner.shop.id) as session:
        with pytest.raises(NotFound):
            await staffing.set_disabled(
                session, stranger.membership_id, disabled=True, by=owner.staff_id
            )
        assert stranger.membership_id not in {m.id for m in await members(session)}


async def test_a_fresh_link_ends_the_old_password(owner: Desk) -> None:
    clerk = await a_desk(owner.shop, Role.CLERK)
    async with transaction(owner.shop.id) as session:
        token = await staffing.new_link(session, clerk.membership_id, by=owner.staff_id)
    async with transaction(owner.shop.id) as session:
        assert (await session.get_one(Staff, clerk.staff_id)).password_hash is None
        assert (await sessions.open_session(session, token)).person_id == clerk.staff_id


async def test_a_first_password_needs_no_old_one_and_the_next_does(owner: Desk) -> None:
    clerk = await a_desk(owner.shop, Role.CLERK, password_hash=None)

    async def typed(old: str, new: str) -> None:
        async with transaction(owner.shop.id) as session:
            view = await staff_member(session, clerk.staff_id)
            assert view
            command = OwnPassword.parse({"old": old, "password": new})
            await set_own_password(session, view, command, session_token=clerk.cookie)

    await typed("", "seven quiet lanterns")
    with pytest.raises(InvalidInput, match="old: wrong_login"):
        await typed("", "another long sentence")
    await typed("seven quiet lanterns", "another long sentence")
    async with transaction(owner.shop.id) as session:
        kept = (await session.get_one(Staff, clerk.staff_id)).password_hash
    assert await is_password(kept, "another long sentence")
