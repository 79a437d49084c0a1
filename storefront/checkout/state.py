"""The checkout's State: the draft, the lines, and the order that comes of them."""

from collections.abc import AsyncGenerator

import reflex as rx

from commerce.carts import editing
from commerce.carts.ordering import cart_to_order
from commerce.errors import CommerceError
from commerce.limits import Limit, count
from storefront.cart.editing import Answer, CartEditing
from storefront.cart.owner import owner_of
from storefront.checkout.book import book_of
from storefront.checkout.form import FIELDS, CheckoutForm, at_fields, complete, still_wrong
from storefront.checkout.placing import Buyer, place_and_pay, ready_order
from storefront.checkout.reading import Checkout, ShownCheckout, read_checkout, usual_of
from ui.acting import answer_to_error, visiting
from ui.refusals import refusal_of
from ui.texts import speaking
from ui.visits import Visit


class CheckoutState(CartEditing, rx.State):
    """The checkout form; cart and draft live in the database.

    `form` holds what the fields begin with; `attempt` counts refusals, so that the page leads to
    the first wrong field; `known`: nothing is missing, the customer only confirms.
    """

    page: ShownCheckout = ShownCheckout()
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    wrong: dict[str, str] = dict.fromkeys(FIELDS, "")
    known: bool = False
    placing: bool = False
    attempt: int = 0
    _gone_to: str = ""

    async def _read(self, at: Visit) -> Checkout:
        return await read_checkout(at)

    def _show(self, view: Checkout) -> int:
        if not self.loaded:  # not later: a form that folds up under one's fingers is a nuisance
            self.known = complete(view.draft, to_address=view.shown.needs_address)
        self.form = dict.fromkeys(FIELDS, "") | view.draft
        self.wrong["coupon"] = view.coupon_refused
        self.page = view.shown
        return view.cart.pieces

    @rx.event
    async def keep(self, form: dict[str, str]) -> None:
        """Keep what is filled in so far, and reckon again with it."""
        async with visiting(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            given = CheckoutForm.parse(form)
            draft = given.draft(await usual_of(at, await book_of(at)))
            await editing.save_draft(at.session, owner_of(at), draft)
            self.wrong = still_wrong(self.wrong, self.form, given.values())
            await self._take(await self._read(at))

    @rx.event
    async def place(self, form: dict[str, str]) -> AsyncGenerator[Answer]:
        """Place the order and lead to the till; a second click finds the same order."""
        self.placing = True
        yield None
        try:
            url = await self._placed(form)
            answer = rx.redirect(url) if url else None
        except Exception as error:  # noqa: BLE001 - whatever it was, the button must not spin for ever
            answer = answer_to_error(error)
        self.placing = False
        yield answer

    async def _placed(self, form: dict[str, str]) -> str:
        """Where to go; '' when it was refused: then the refusal and the new page are shown."""
        async with visiting(self) as at:
            await count(Limit.PLACE_ORDER_IP, at.client_ip)
            given = CheckoutForm.parse(form)
            buyer = Buyer.of(at, self.router.headers.user_agent)
        refused = self.refusal
        if refused is None:
            with speaking(buyer.locale):
                try:
                    return await self._led(buyer, given)
                except CommerceError as error:
                    refused = refusal_of(error)
        async with visiting(self) as at:
            await self._take(await self._read(at))
        self.refusal, self.wrong = refused, at_fields(refused.fields)
        self.attempt += 1
        return ""

    async def _led(self, buyer: Buyer, form: CheckoutForm) -> str:
        """Place the order; where to go. A second click is led to where the first one was."""
        cart = await cart_to_order(buyer.shop.id, buyer.owner)
        if self._gone_to and not (cart and cart.lines):
            return self._gone_to
        self._gone_to = await place_and_pay(await ready_order(buyer, cart, form))
        self.loaded = False  # the next order begins anew
        return self._gone_to
