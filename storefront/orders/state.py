"""The page of one order: live, and what its customer can do there."""

from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from commerce.db.live import changed_within, following
from commerce.errors import CommerceError
from commerce.limits import Limit, count
from commerce.orders import cancelling, settling
from commerce.orders.finding import order_again
from commerce.orders.paying import start_payment
from commerce.orders.timeline import order_topic
from commerce.payments.devices import is_phone
from commerce.payments.models import AttemptState
from storefront import paths
from storefront.cart.owner import owner_of
from storefront.orders.payload import Method
from storefront.orders.reading import asked_order, asked_page, came_from_till, number_at
from storefront.orders.view import ShownOrder
from ui.acting import Refused, answer_to_error, visiting
from ui.parts.messages import toast_problem
from ui.refusals import Refusal, refusal_of
from ui.texts import _, localized, speaking

READ_AGAIN_SECONDS = 30.0
Answer = rx.event.EventSpec | list[Any] | None


class OrderState(rx.State):
    """One order. `found`: '' until it is read, then 'yes' or 'no'."""

    order: ShownOrder = ShownOrder()
    found: str = ""
    paying: bool = False
    refusal: Refusal | None = None

    @rx.event(background=True)
    async def follow(self) -> None:
        """Show the order and each change of it; ask the provider when the till sent us here."""
        url = str(self.router.url)
        ask = came_from_till(url)
        async with following(order_topic(number_at(url))) as changed:
            while True:
                try:
                    async with visiting(self) as at:
                        shown = await asked_page(at, url)
                except Refused:  # the database is away: try again later
                    await changed_within(changed, READ_AGAIN_SECONDS)
                    continue
                async with self:
                    self._show(shown)
                if shown is None:
                    return
                if ask and shown.till_url:
                    await self._ask_provider(url)
                ask = False
                await changed_within(changed, READ_AGAIN_SECONDS)

    @rx.event
    async def pay(self, method: str) -> AsyncGenerator[Answer]:
        """Open the till, with any method; the same order is paid, whatever failed before."""
        self.paying = True
        yield None
        try:
            answer = await self._till(method)
        except Exception as error:  # noqa: BLE001 - whatever it was, no button may spin for ever
            answer = answer_to_error(error)
        self.paying = False
        yield answer

    @rx.event
    async def cancel(self) -> None:
        """Cancel the order, where the table of cancellations lets its customer."""
        async with visiting(self) as at:
            order = await asked_order(at, str(self.router.url), lock=True)
            await cancelling.cancel(at.session, order, at.actor, "cancelled_by_customer")
        await self._show_again()

    @rx.event
    async def again(self) -> Answer:
        """Put the same lines into the cart, and go there."""
        missing: tuple[str, ...] = ()
        async with visiting(self) as at:
            order = await asked_order(at, str(self.router.url))
            missing = await order_again(at.session, at.shop, owner_of(at), order)
        if self.refusal is not None:
            return None
        with speaking(at.locale):
            to_cart = rx.redirect(localized(paths.CART))
            said = _("Some of it is not sold any more and was left out.")
            return [to_cart, toast_problem(said)] if missing else to_cart

    async def _till(self, method: str) -> Answer:
        async with visiting(self) as at:
            chosen = Method.parse({"method": method}).method
            order = await asked_order(at, str(self.router.url))
            await count(Limit.PAY_ORDER, order.number)
        if self.refusal is not None:
            return None
        with speaking(at.locale):
            try:
                payment = await start_payment(
                    at.shop,
                    order,
                    chosen,
                    at.locale,
                    on_phone=is_phone(self.router.headers.user_agent),
                )
            except CommerceError as error:
                self.refusal = refusal_of(error)
                return None
        if payment.state == AttemptState.PENDING and payment.pay_url:
            return rx.redirect(payment.pay_url)
        await self._show_again()
        return None

    async def _ask_provider(self, url: str) -> None:
        async with visiting(self) as at:
            order = await asked_order(at, url)
        await settling.ask_for_order(at.shop.id, order.id)

    async def _show_again(self) -> None:
        refused = self.refusal
        async with visiting(self) as at:
            self._show(await asked_page(at, str(self.router.url)))
        self.refusal = self.refusal or refused

    def _show(self, shown: ShownOrder | None) -> None:
        self.order, self.found = shown or ShownOrder(), "yes" if shown else "no"
