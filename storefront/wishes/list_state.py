"""The wish list, and what a customer waits for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from commerce.errors import NotFound
from commerce.limits import Limit, count
from commerce.wishes.queries import WaitView, waits_of, wished
from commerce.wishes.waiting import give_up
from commerce.wishes.wishing import unwish
from storefront import paths
from storefront.cart.owner import owner_of
from storefront.parts.cards import ProductTile
from storefront.parts.tiles import product_tile
from ui.acting import customer_at, visiting
from ui.refusals import Refusal
from ui.texts import localized
from ui.visits import CustomerVisit, Visit


@dataclass(frozen=True, slots=True)
class ShownWait:
    """A variant that the customer waits for, in words."""

    id: str
    name: str
    reach: str
    href: str

    @classmethod
    def of(cls, wait: WaitView) -> "ShownWait":
        """The wait in the spoken language."""
        name = f"{wait.name} · {wait.options}" if wait.options else wait.name
        return cls(str(wait.id), name, wait.reach, localized(paths.product(wait.slug)))


class WishListState(rx.State):
    """A guest's list is this browser's; `signed_in`: it is an account's."""

    refusal: Refusal | None = None
    loaded: bool = False
    signed_in: bool = False
    tiles: rx.Field[list[ProductTile]] = rx.field(default_factory=list)
    waits: rx.Field[list[ShownWait]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read the list."""
        async with visiting(self) as at:
            self.signed_in = at.customer is not None
            await self._show(at)
            waits = await waits_of(at.session, at.customer.id, at.locale) if at.customer else ()
            self.waits = [ShownWait.of(wait) for wait in waits]
            self.loaded = True

    @rx.event
    async def remove(self, slug: Any) -> None:
        """Take a product off the list."""
        async with visiting(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            await unwish(at.session, owner_of(at), _text(slug))
            await self._show(at)

    @rx.event
    async def give_up(self, wait_id: Any) -> None:
        """Wait for it no longer."""
        async with customer_at(self) as at:
            await give_up(at.session, at.customer.id, _id(wait_id))
            await self._show_waits(at)

    async def _show(self, at: Visit) -> None:
        cards = await wished(at.session, at.shop, owner_of(at), at.locale)
        self.tiles = [product_tile(card) for card in cards]

    async def _show_waits(self, at: CustomerVisit) -> None:
        waits = await waits_of(at.session, at.customer.id, at.locale)
        self.waits = [ShownWait.of(wait) for wait in waits]


def _text(slug: Any) -> str:
    if not isinstance(slug, str) or len(slug) > 120 or not slug.isprintable():
        raise NotFound("product")
    return slug


def _id(text: Any) -> UUID:
    try:
        return UUID(str(text)[:64])
    except ValueError:
        raise NotFound("wait") from None
