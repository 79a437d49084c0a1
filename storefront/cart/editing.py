"""What the cart and the checkout share: lines that follow the database and are edited in place."""

from typing import Any

import reflex as rx

from commerce.carts import editing, mending
from commerce.carts.mending import RemovedLine
from commerce.db.live import changed_within, following
from commerce.limits import Limit, count
from storefront.cart.owner import owner_of
from storefront.cart.payload import Change, Chosen
from storefront.shell.state import ShellState
from ui.acting import Refused, visiting
from ui.parts.messages import toast_undo
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import Visit

READ_AGAIN_SECONDS = 30.0
Answer = rx.event.EventSpec | None


class CartEditing(rx.State, mixin=True):
    """Handlers over the visitor's cart; the cart itself lives in the database.

    A State that mixes this in says how to read and show it: `_read`, `_show`.
    """

    loaded: bool = False
    refusal: Refusal | None = None
    _removed: rx.Field[dict[str, RemovedLine]] = rx.field(default_factory=dict)

    async def _read(self, at: Visit) -> Any:
        raise NotImplementedError

    def _show(self, view: Any) -> int:
        raise NotImplementedError

    @rx.event(background=True)
    async def follow(self) -> None:
        """Show the cart, and each change of it, whichever tab or device made it."""
        async with visiting(self) as at:
            topic = owner_of(at).topic
        async with following(topic) as changed:
            while True:
                try:
                    async with visiting(self) as at:
                        view = await self._read(at)
                except Refused:  # the database is away: try again later
                    await changed_within(changed, READ_AGAIN_SECONDS)
                    continue
                async with self:
                    await self._take(view)
                await changed_within(changed, READ_AGAIN_SECONDS)

    @rx.event
    async def set_quantity(self, sku: str, quantity: int) -> None:
        """Change how many of a SKU."""
        async with visiting(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            change = Change.parse({"sku": sku, "quantity": quantity})
            await editing.set_quantity(at.session, owner_of(at), change.sku, change.quantity)
            await self._take(await self._read(at))

    @rx.event
    async def remove(self, sku: str) -> Answer:
        """Take a line out, and offer to put it back."""
        async with visiting(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            chosen = Chosen.parse({"sku": sku})
            removed = await mending.take_out(at.session, owner_of(at), chosen.sku)
            await self._take(await self._read(at))
            if removed is not None:
                self._removed[removed.sku] = removed
                return toast_undo(_("Removed from the cart."), type(self).put_back(removed.sku))
        return None

    @rx.event
    async def put_back(self, sku: str) -> None:
        """Undo `remove`."""
        async with visiting(self) as at:
            removed = self._removed.pop(Chosen.parse({"sku": sku}).sku, None)
            if removed is not None:
                await mending.put_back(at.session, owner_of(at), removed)
                await self._take(await self._read(at))

    @rx.event
    async def take_what_is_left(self) -> None:
        """Lower each line to what there is; take out what is not sold."""
        async with visiting(self) as at:
            await mending.take_what_is_left(at.session, at.shop, owner_of(at))
            await self._take(await self._read(at))

    async def _take(self, view: Any) -> None:
        shell = await self.get_state(ShellState)
        shell.pieces = self._show(view)
        self.loaded = True
