"""The customer's details and password."""

from typing import Any

import reflex as rx

from commerce.errors import InvalidInput
from commerce.people.profile import EditProfile, change_password, edit_profile
from commerce.people.queries import CustomerView
from ui.acting import customer_at
from ui.forms import texts_of
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _

Answer = rx.event.EventSpec | None


class ProfileState(rx.State):
    """What the forms begin with; `version` is the row's. Passwords stay in their fields."""

    refusal: Refusal | None = None
    at_password: bool = False
    loaded: bool = False
    name: str = ""
    email: str = ""
    phone: str = ""
    has_password: bool = False
    version: int = 0
    attempt: int = 0
    saved: int = 0

    @rx.event
    async def load(self) -> None:
        """Read the details."""
        async with customer_at(self) as at:
            self._show(at.customer)

    @rx.event
    async def save(self, form: Any) -> Answer:
        """Save name and e-mail."""
        self.at_password = False
        async with customer_at(self) as at:
            given = texts_of(form)
            fields = {name: given.get(name, "") for name in ("name", "email")}
            command = EditProfile.parse(fields | {"version": self.version})
            self._show(await edit_profile(at.session, at.customer, command))
            return toast_done(_("Saved."))
        if self.refusal is not None and self.refusal.code == "stale_edit":
            self.version = self.refusal.version  # what stands was shown: the next save is meant
        self.attempt += 1
        return None

    @rx.event
    async def set_password(self, form: Any) -> Answer:
        """Change the password and log other browsers out."""
        self.at_password = True
        async with customer_at(self) as at:
            given = texts_of(form)
            old, new = given.get("old", ""), given.get("password", "")
            if not new:
                raise InvalidInput.of("password", "required")
            await change_password(
                at.session, at.shop, at.customer, old=old, new=new, keep_session=at.session_token
            )
            self.has_password = True
            self.saved += 1
            return toast_done(_("The password is changed; other devices are logged out."))
        self.attempt += 1
        return None

    def _show(self, customer: CustomerView) -> None:
        self.name, self.email = customer.name, customer.email or ""
        self.phone, self.has_password = customer.phone or "", customer.has_password
        self.version, self.loaded = customer.version, True
