"""The State of a new password: asking for a code or a link, then choosing the password."""

from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from commerce.errors import InvalidInput
from commerce.people.reaching import Reached
from commerce.people.resetting import UseReset, ask_reset, use_reset
from storefront.login.state import Answer, entered
from ui.acting import answer_to_error, visiting
from ui.forms import texts_of, ticked
from ui.refusals import Refusal


class ResetState(rx.State):
    """`way`: '' before it was asked for, then where it went, 'phone' or 'email'.

    The link's secret stays in the address, the password in its field.
    """

    refusal: Refusal | None = None
    pending: bool = False
    attempt: int = 0
    way: str = ""
    sent_to: str = ""

    @rx.event
    async def ask(self, form: Any) -> None:
        """Have it sent; the answer is the same when there is no such account."""
        async with visiting(self) as at:
            login = texts_of(form).get("login", "") or self.sent_to
            reached: Reached = await ask_reset(
                at.session, at.shop, login, locale=at.locale, client_ip=at.client_ip
            )
            self.way, self.sent_to = reached.way, reached.reach
        self.attempt += self.refusal is not None

    @rx.event
    async def other(self) -> None:
        """Back to the phone or e-mail."""
        async with visiting(self):
            self.way = self.sent_to = ""

    @rx.event
    async def choose(self, form: Any) -> AsyncGenerator[Answer]:
        """Set the password and log in."""
        self.pending = True
        yield None
        try:
            answer = await self._chosen(form)
        except Exception as error:  # noqa: BLE001 - the button must not spin for ever
            answer = answer_to_error(error)
        self.pending = False
        yield answer

    async def _chosen(self, form: Any) -> Answer:
        async with visiting(self) as at:
            given = texts_of(form)
            if not given.get("password"):
                raise InvalidInput.of("password", "required")
            proof = {"link": str(self.router.url.query_parameters.get("link", ""))}
            if not proof["link"]:
                proof = {"phone": self.sent_to, "code": given.get("code", "")}
            command = UseReset.parse(proof | {"password": given["password"]})
            customer = await use_reset(at.session, at.shop, command, client_ip=at.client_ip)
            return await entered(self, at, customer, remember=ticked(given, "remember"))
        self.attempt += 1
        return None
