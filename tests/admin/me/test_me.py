"""The first owner: from the one-time link over a password of one's own to the back office."""

import pytest

from admin.login.state import StaffLoginState
from admin.me.state import MeState
from admin.orders.state import OrdersState
from commerce.db.session import transaction
from commerce.errors import NotSignedIn
from commerce.people import sessions
from commerce.people.models import Membership, PersonKind, Role, Staff
from commerce.shops.queries import forget_shops
from tests.admin.back_office import call
from tests.builders import a_shop
from tests.ui.browser import at_socket

pytestmark = pytest.mark.usefixtures("shop_database")
PASSWORD = "seven green kettles sing"


async def test_a_link_leads_to_a_password_and_the_password_to_the_back_office():
    shop = await a_shop()
    forget_shops()
    owner = Staff(email=f"owner@{shop.host}", name="Owner")
    async with transaction(shop.id) as session:
        session.add(owner)
        await session.flush()
        session.add(Membership(staff_id=owner.id, role=Role.OWNER))
        ticket = await sessions.issue_ticket(session, PersonKind.STAFF, owner.id)
    async with transaction(shop.id) as session:
        by_link = (await sessions.open_session(session, ticket)).token
    me = at_socket(MeState, host=shop.host, path="/admin/me", allhours_staff=by_link)
    await call(me, "load")
    assert (me.email, me.has_password) == (f"owner@{shop.host}", False)
    await call(me, "save", {"old": "", "password": PASSWORD})
    assert (me.has_password, me.saved, me.refusal) == (True, 1, None)

    door = at_socket(StaffLoginState, host=shop.host, path="/admin/login")
    await call(door, "log_in", {"login": f"owner@{shop.host}", "password": "another one, wrong"})
    assert door.refusal is not None
    answer = await call(door, "log_in", {"login": f"owner@{shop.host}", "password": PASSWORD})
    assert "/auth/session" in str(answer)
    async with transaction(shop.id) as session:
        by_password = (await sessions.start_session(session, PersonKind.STAFF, owner.id)).token
        with pytest.raises(NotSignedIn):
            await sessions.open_session(session, ticket)  # it was good once
    orders = at_socket(
        OrdersState, host=shop.host, path="/admin/orders", allhours_staff=by_password
    )
    await call(orders, "load")
    assert orders.refusal is None
