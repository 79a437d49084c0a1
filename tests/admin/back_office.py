"""Staff at a page of the back office: handlers called as Reflex would call them."""

from typing import Any, TypeVar

import reflex as rx

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.people import sessions
from commerce.people.models import Membership, PersonKind, Role, Staff
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop
from tests.ui.browser import at_socket
from ui.refusals import Refusal

S = TypeVar("S", bound=rx.State)


async def a_staff_token(shop: BuiltShop, role: Role = Role.MANAGER) -> str:
    """The cookie of a new member of staff with that role."""
    async with transaction(shop.id) as session:
        person = Staff(email=f"{new_id().hex}@example.com", name="Mei")
        session.add(person)
        await session.flush()
        session.add(Membership(staff_id=person.id, role=role))
        opened = await sessions.start_session(session, PersonKind.STAFF, person.id)
    return opened.token


async def at_page(state: type[S], shop: BuiltShop, path: str, role: Role = Role.MANAGER) -> S:
    """The state of `state` for somebody with that role at `path`."""
    forget_shops()
    token = await a_staff_token(shop, role)
    return at_socket(state, host=shop.host, path=path, allhours_staff=token)


async def call(state: rx.State, handler: str, *arguments: Any) -> Any:
    """What a handler returns; its refusal stands in the state."""
    return await type(state).event_handlers[handler].fn(state, *arguments)


def refused(state: Any) -> Refusal:
    """What the state was refused."""
    assert state.refusal is not None
    return state.refusal
