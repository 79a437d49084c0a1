"""One order: read, followed while its page is open, its parcels and refunds seen to."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of, number_at, order_at
from admin.orders.one.drawing import sheet_of
from admin.orders.one.sheet import OrderSheet
from commerce.db.live import changed_within, following
from commerce.orders.fulfilling import mark_delivered
from commerce.orders.refunding import paid_out, retry_refund
from commerce.orders.timeline import order_topic
from commerce.people.rights import Right
from ui.acting import caller_of, staff_at
from ui.parts.messages import toast_done, toast_problem
from ui.refusals import Refusal
from ui.texts import _

QUIET = 60.0  # seconds without news after which the page reads again all the same


class SheetState(rx.State):
    """The order of the page. `found`: '' until it was looked for, then 'yes' or 'no'."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    found: str = ""
    sheet: OrderSheet = OrderSheet()

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read the order, and again whenever anybody changes it."""
        number = number_at(caller_of(self).path)
        async with self:
            self.found = ""
        async with following(order_topic(number)) as changed:
            while True:
                sheet = None
                async with staff_at(self, Right.ORDERS_VIEW) as at:
                    sheet = sheet_of(await order_at(at), at)
                async with self:
                    self.found = "yes" if sheet else "no"
                    self.sheet = sheet or OrderSheet()
                if sheet is None:
                    return
                await changed_within(changed, QUIET)

    @rx.event
    async def refresh(self) -> None:
        """Read the order at once: after an action, and after one that was refused."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            self.sheet = sheet_of(await order_at(at), at)

    @rx.event
    async def deliver(self, parcel_id: str) -> list[Any]:
        """A parcel arrived."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            parcel = id_of(parcel_id, "parcel")
            await mark_delivered(at.session, number_at(at.path), parcel, at.actor)
            done = toast_done(_("Marked as delivered. The customer is told."))
        return self._shown(done)

    @rx.event
    async def retry(self, refund_id: str) -> list[Any]:
        """Ask the provider again for a refund that failed."""
        done = None
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            refund = id_of(refund_id, "refund")
            await retry_refund(at.session, number_at(at.path), refund, at.actor)
            done = toast_done(_("The refund is asked for again."))
        return self._shown(done)

    @rx.event
    async def pay_out(self, refund_id: str) -> list[Any]:
        """Money was given back by hand."""
        done = None
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            refund = id_of(refund_id, "refund")
            await paid_out(at.session, number_at(at.path), refund, at.actor)
            done = toast_done(_("The refund is settled. The customer is told."))
        return self._shown(done)

    def _shown(self, done: rx.event.EventSpec | None) -> list[Any]:
        """What became of it, and the order as it stands now."""
        refused = self.refusal.sentence if self.refusal else ""
        return [done or toast_problem(refused), SheetState.refresh()]
