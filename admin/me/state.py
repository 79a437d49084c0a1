"""One's own password."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import text_in
from commerce.people.own_password import OwnPassword, has_password, set_own_password
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _


class MeState(rx.State):
    """The form; `has_password` is unknown until it is loaded. Nothing typed is kept here."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    email: str = ""
    has_password: bool = True
    saved: int = 0

    @rx.event
    async def load(self) -> None:
        """Whether there is a password to ask for."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            self.email = at.staff.email
            self.has_password = await has_password(at.session, at.staff)
        self.loaded = True

    @rx.event
    async def save(self, form: dict[str, Any]) -> list[Any]:
        """Keep the new password; the form empties itself."""
        done: list[Any] = []
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            given = {"old": text_in(form, "old"), "password": text_in(form, "password")}
            command = OwnPassword.parse(given)
            await set_own_password(at.session, at.staff, command, session_token=at.session_token)
            self.has_password = True
            self.saved += 1
            done.append(toast_done(_("Saved. Your other browsers are signed out.")))
        return done
