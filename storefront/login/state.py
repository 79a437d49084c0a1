"""The log-in's States: one a way. Passwords and codes stay in their fields and nowhere else."""

from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from commerce.carts.editing import merge
from commerce.orders.attaching import attach_guest_orders
from commerce.people.codes import Purpose, send_code
from commerce.people.contacts import masked
from commerce.people.login import LogIn, log_in
from commerce.people.models import PersonKind
from commerce.people.queries import CustomerView
from commerce.people.registering import AskCode, EnterByPhone, enter_by_phone
from commerce.people.sessions import issue_ticket
from commerce.wishes.wishing import bring_wishes
from storefront import paths
from ui.acting import answer_to_error, visiting
from ui.forms import texts_of, ticked
from ui.refusals import Refusal
from ui.sign_in import path_after, trade_ticket
from ui.texts import localized
from ui.visits import Visit

Answer = rx.event.EventSpec | None


async def entered(state: rx.State, at: Visit, customer: CustomerView, *, remember: bool) -> Answer:
    """Bring the guest's cart, wishes and orders along and have the browser fetch its cookie."""
    await attach_guest_orders(at.session, customer)
    await merge(at.session, at.cart_token, customer.id)
    await bring_wishes(at.session, at.cart_token, customer.id)
    ticket = await issue_ticket(at.session, PersonKind.CUSTOMER, customer.id, remember=remember)
    wanted = str(state.router.url.query_parameters.get("next", ""))
    return trade_ticket(ticket, path_after(wanted, localized(paths.ACCOUNT)))


class LoginState(rx.State):
    """E-mail or phone, and the password. `attempt` counts refusals, for the focus."""

    refusal: Refusal | None = None
    pending: bool = False
    attempt: int = 0
    way: str = ""

    @rx.event
    async def choose(self, way: str) -> None:
        """Another way to log in."""
        async with visiting(self):
            self.way = way if way in ("password", "phone") else ""

    @rx.event
    async def log_in(self, form: Any) -> AsyncGenerator[Answer]:
        """Check both; a ticket leads to the cookie."""
        self.pending = True
        yield None
        try:
            answer = await self._checked(form)
        except Exception as error:  # noqa: BLE001 - the button must not spin for ever
            answer = answer_to_error(error)
        self.pending = False
        yield answer

    async def _checked(self, form: Any) -> Answer:
        async with visiting(self) as at:
            given = texts_of(form)
            fields = {name: given.get(name, "") for name in ("login", "password")}
            customer = await log_in(
                at.session, at.shop, LogIn.parse(fields), client_ip=at.client_ip
            )
            return await entered(self, at, customer, remember=ticked(given, "remember"))
        self.attempt += 1
        return None


class PhoneState(rx.State):
    """A phone, then its code. `sent_to`: the masked phone that a code is on its way to."""

    refusal: Refusal | None = None
    pending: bool = False
    attempt: int = 0
    phone: str = ""
    sent_to: str = ""
    _number: str = ""

    @rx.event
    async def ask_code(self, form: Any) -> None:
        """Text a code to the phone in the form; without one there to the same as before."""
        async with visiting(self) as at:
            given = texts_of(form)
            self.phone = given.get("phone", "")[:32] or self.phone
            phone = AskCode.parse({"phone": self.phone}).phone
            sent = await send_code(
                at.session,
                at.shop,
                Purpose.LOG_IN,
                phone,
                locale=at.locale,
                client_ip=at.client_ip,
            )
            self._number, self.sent_to = sent.phone, masked(sent.phone)
        self.attempt += self.refusal is not None

    @rx.event
    async def other_number(self) -> None:
        """Back to the phone."""
        async with visiting(self):
            self.sent_to = self._number = ""

    @rx.event
    async def enter(self, form: Any) -> AsyncGenerator[Answer]:
        """Check the code; a ticket leads to the cookie. A new phone gets an account."""
        self.pending = True
        yield None
        try:
            answer = await self._checked(form)
        except Exception as error:  # noqa: BLE001 - the button must not spin for ever
            answer = answer_to_error(error)
        self.pending = False
        yield answer

    async def _checked(self, form: Any) -> Answer:
        async with visiting(self) as at:
            given = texts_of(form)
            command = EnterByPhone.parse(
                {
                    "phone": self._number,
                    "code": given.get("code", ""),
                    "name": given.get("name", ""),
                }
            )
            customer = await enter_by_phone(
                at.session, at.shop, command, locale=at.locale, client_ip=at.client_ip
            )
            return await entered(self, at, customer, remember=ticked(given, "remember"))
        self.attempt += 1
        return None
