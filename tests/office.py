"""Staff at a page of the back office, without a browser."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import reflex as rx

from commerce.db.session import transaction
from commerce.people import sessions
from commerce.people.models import Membership, PersonKind, Role, Staff
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop
from tests.ui.browser import at_socket

S = TypeVar("S", bound=rx.State)


@dataclass(frozen=True, slots=True)
class Desk:
    """One member of staff of one shop, signed in."""

    shop: BuiltShop
    staff_id: UUID
    membership_id: UUID
    cookie: str

    def at(self, state: type[S], path: str) -> S:
        """The state of a page that this person looks at."""
        return at_socket(state, host=self.shop.host, path=path, allhours_staff=self.cookie)


async def a_desk(shop: BuiltShop, role: Role = Role.OWNER, **changes: Any) -> Desk:
    """Somebody with that role, with a password, signed in."""
    forget_shops()
    slug = shop.view.slug
    values: dict[str, Any] = {
        "email": f"{slug}-{role}-{len(changes)}@example.com",
        "name": f"The {role}",
        "password_hash": "$argon2id$not-a-real-one",
    }
    staff = Staff(**(values | changes))
    async with transaction(shop.id) as session:
        session.add(staff)
        await session.flush()
        place = Membership(staff_id=staff.id, role=role)
        session.add(place)
        await session.flush()
        opened = await sessions.start_session(session, PersonKind.STAFF, staff.id)
    return Desk(shop, staff.id, place.id, opened.token)


async def call(state: rx.State, handler: str, *arguments: object) -> Any:
    """Call a handler as the socket would."""
    return await type(state).event_handlers[handler].fn(state, *arguments)
