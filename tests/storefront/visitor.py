"""A visitor of a shop in tests: a browser's cookies, a cart, and a form that is filled in."""

import re
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import reflex as rx

from commerce.carts import editing
from commerce.carts.editing import CartOwner
from commerce.carts.queries import CartView, cart_view
from commerce.db.session import transaction
from commerce.ids import new_token
from commerce.people import sessions
from commerce.people.models import Customer, PersonKind
from commerce.shops.queries import forget_shops
from tests.builders import BuiltShop
from tests.ui.browser import at_socket

S = TypeVar("S", bound=rx.State)

FORM = {
    "name": "李雷",
    "phone": "13800138000",
    "country": "CN",
    "city": "上海",
    "line1": "南京路 1 号",
    "delivery_method": "post",
    "method": "card",
}


@dataclass(frozen=True)
class Visitor:
    """One browser in one shop."""

    shop: BuiltShop
    owner: CartOwner
    cookies: dict[str, str]

    def at(self, state: type[S], path: str = "/") -> S:
        """The state as this browser meets it at `path`."""
        return at_socket(state, host=self.shop.host, path=path, **self.cookies)

    async def fill(self, **wanted: int) -> None:
        """Put SKUs into the cart."""
        async with transaction(self.shop.id) as session:
            for sku, quantity in wanted.items():
                await editing.add_line(session, self.owner, sku, quantity, {})

    async def cart(self) -> CartView:
        """What the database holds."""
        async with transaction(self.shop.id) as session:
            return await cart_view(session, self.shop.view, self.owner, "en")


def a_guest(shop: BuiltShop) -> Visitor:
    """Somebody without an account."""
    forget_shops()
    token = new_token()
    return Visitor(shop, CartOwner(None, token), {"allhours_cart": token})


async def a_customer(shop: BuiltShop) -> tuple[Visitor, UUID]:
    """Somebody who is signed in."""
    forget_shops()
    row = Customer()
    async with transaction(shop.id) as session:
        session.add(row)
        await session.flush()
        opened = await sessions.start_session(session, PersonKind.CUSTOMER, row.id)
    return Visitor(shop, CartOwner(row.id, None), {"allhours_customer": opened.token}), row.id


async def call(state: rx.State, handler: str, *payload: object) -> object:
    """Call a handler as the socket would; the last event that it answered with."""
    answer = type(state).event_handlers[handler].fn(state, *payload)
    if hasattr(answer, "__aiter__"):
        last = None
        async for event in answer:
            last = event or last
        return last
    return await answer


def led_to(answer: object) -> str:
    """The path or URL that an answer leads the browser to."""
    found = re.search(r'"(/[^"]*|https?://[^"]*)"', str(answer))
    return found[1] if found else ""
