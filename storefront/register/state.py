"""The registration form's State. The password stays in its field and nowhere else."""

from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from commerce.people.contacts import email_form
from commerce.people.passwords import password_problem
from commerce.people.registering import Register, register
from storefront.login.state import Answer, entered
from ui.acting import answer_to_error, visiting
from ui.forms import texts_of, ticked
from ui.refusals import Refusal, problem_sentence
from ui.texts import _


class RegisterState(rx.State):
    """`password_hint` and `email_hint` follow what is typed; `attempt` counts refusals."""

    refusal: Refusal | None = None
    pending: bool = False
    attempt: int = 0
    way: str = ""
    password_hint: str = ""
    password_good: bool = False
    email_hint: str = ""

    @rx.event
    async def choose(self, way: str) -> None:
        """Another way to register."""
        async with visiting(self):
            self.way = way if way in ("password", "phone") else ""

    @rx.event
    async def check(self, form: Any) -> None:
        """Say early what would be refused later, of what is filled in already."""
        async with visiting(self):
            given = texts_of(form)
            self.email_hint = _about_email(given.get("email", ""))
            password = given.get("password", "")
            found = password_problem(password, given.get("email"), given.get("name"))
            self.password_good = bool(password) and found is None
            self.password_hint = problem_sentence(found) if found and password else ""

    @rx.event
    async def register(self, form: Any) -> AsyncGenerator[Answer]:
        """Make the account and log in."""
        self.pending = True
        yield None
        try:
            answer = await self._registered(form)
        except Exception as error:  # noqa: BLE001 - the button must not spin for ever
            answer = answer_to_error(error)
        self.pending = False
        yield answer

    async def _registered(self, form: Any) -> Answer:
        async with visiting(self) as at:
            given = texts_of(form)
            fields: dict[str, object] = {
                name: given.get(name, "") for name in ("name", "email", "password")
            }
            command = Register.parse(fields | {"agreed": ticked(given, "agreed")})
            customer = await register(
                at.session, at.shop, command, locale=at.locale, client_ip=at.client_ip
            )
            return await entered(self, at, customer, remember=False)
        self.attempt += 1
        return None


def _about_email(email: str) -> str:
    """Only what is typed to its end is wrong: a domain with a dot is being awaited."""
    if not email.strip() or "@" not in email:
        return ""
    try:
        email_form(email)
    except ValueError:
        return _("This e-mail is not complete yet.")
    return ""
