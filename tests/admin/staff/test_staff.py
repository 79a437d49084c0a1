"""The staff page: the link is shown once, and only owners change anything."""

import re

import pytest

from admin.me.state import MeState
from admin.staff.state import InviteState, MemberState, StaffState
from commerce.db.session import transaction
from commerce.people import sessions
from commerce.people.models import Role
from tests.builders import BuiltShop, a_shop
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_shop()


async def rows(desk: Desk):
    state = desk.at(StaffState, "/admin/staff/")
    await call(state, "load")
    return state.rows


def invitation(shop: BuiltShop, **changes: str) -> dict[str, str]:
    email = f"new-{shop.view.slug}@example.com"
    return {"name": "New", "email": email, "role": "clerk", "last_day": ""} | changes


async def test_the_link_is_shown_once_and_signs_in_here(shop: BuiltShop):
    desk = await a_desk(shop)
    panel = desk.at(InviteState, "/admin/staff/")
    await call(panel, "open_panel")
    await call(panel, "invite", invitation(shop))
    found = re.fullmatch(rf"http://{shop.host}/auth/owner\?token=(\S+)", panel.link)
    assert found
    async with transaction(shop.id) as session:
        await sessions.open_session(session, found[1])
    await call(panel, "close_panel")
    assert panel.link == ""
    assert [(row.name, row.state) for row in await rows(desk)] == [
        ("The owner", "active"),
        ("New", "invited"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"last_day": "soon"}, "last_day"),
        ({"last_day": "2020-01-01"}, "last_day"),
    ],
)
async def test_a_wrong_invitation_is_told_at_its_field(shop: BuiltShop, changes: dict, field: str):
    desk = await a_desk(shop)
    panel = desk.at(InviteState, "/admin/staff/")
    await call(panel, "invite", invitation(shop, **changes))
    assert panel.refusal is not None
    assert field in panel.refusal.fields
    assert len(await rows(desk)) == 1


async def test_an_owner_changes_a_role_and_a_stale_form_is_told(shop: BuiltShop):
    owner, clerk = await a_desk(shop), await a_desk(shop, Role.CLERK)
    panels = [owner.at(MemberState, "/admin/staff/") for _n in range(2)]
    for panel in panels:
        await call(panel, "open_panel", str(clerk.membership_id))
    await call(panels[0], "change", {"role": "manager", "last_day": ""})
    await call(panels[1], "change", {"role": "viewer", "last_day": ""})
    assert panels[1].refusal is not None
    assert panels[1].refusal.facts["role"] == "manager"
    assert {row.role for row in await rows(owner)} == {"owner", "manager"}


async def test_shutting_out_is_undone_by_letting_in(shop: BuiltShop):
    owner, clerk = await a_desk(shop), await a_desk(shop, Role.CLERK)
    state = owner.at(StaffState, "/admin/staff/")
    await call(state, "set_disabled_member", str(clerk.membership_id), True)
    assert [row.state for row in state.rows] == ["active", "disabled"]
    with pytest.raises(Refused):
        await rows(clerk)
    await call(state, "set_disabled_member", str(clerk.membership_id), False)
    assert [row.state for row in state.rows] == ["active", "active"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CLERK, Role.VIEWER])
async def test_only_owners_invite_and_change(shop: BuiltShop, role: Role):
    owner, other = await a_desk(shop), await a_desk(shop, role)
    member = str(other.membership_id)
    calls = [
        (InviteState, "invite", (invitation(shop),)),
        (InviteState, "renew", (str(owner.membership_id),)),
        (MemberState, "open_panel", (member,)),
        (MemberState, "change", ({"role": "owner"},)),
        (StaffState, "set_disabled_member", (str(owner.membership_id), True)),
    ]
    for state, handler, arguments in calls:
        with pytest.raises(Refused):
            await call(other.at(state, "/admin/staff/"), handler, *arguments)
    assert sorted(row.role for row in await rows(owner)) == sorted(["owner", role.value])


async def test_who_came_by_a_link_sets_a_password(shop: BuiltShop):
    desk = await a_desk(shop, Role.CLERK, password_hash=None)
    state = desk.at(MeState, "/admin/me/")
    await call(state, "load")
    assert not state.has_password
    await call(state, "save", {"password": "short"})
    assert state.refusal is not None
    assert "password" in state.refusal.fields
    await call(state, "save", {"password": "seven quiet lanterns"})
    assert (state.refusal, state.has_password) == (None, True)
    await call(state, "save", {"old": "wrong", "password": "another long sentence"})
    assert state.refusal is not None
    assert "old" in state.refusal.fields
