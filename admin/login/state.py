"""The log-in of staff."""

from typing import Any

import reflex as rx

from admin import paths
from commerce.people.login import LogIn, log_in_staff
from commerce.people.models import PersonKind
from commerce.people.sessions import issue_ticket
from ui.acting import visiting
from ui.forms import texts_of, ticked
from ui.refusals import Refusal
from ui.sign_in import path_after, trade_ticket
from ui.texts import localized


class StaffLoginState(rx.State):
    """What was refused; the password stays in its field and nowhere else."""

    refusal: Refusal | None = None

    @rx.event
    async def log_in(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Check e-mail and password; a ticket leads to the cookie."""
        ticket = home = ""
        async with visiting(self) as at:
            fields = texts_of(form)
            command = LogIn.parse(
                {"login": fields.get("login", ""), "password": fields.get("password", "")}
            )
            staff = await log_in_staff(at.session, at.shop, command, client_ip=at.client_ip)
            ticket = await issue_ticket(
                at.session, PersonKind.STAFF, staff.id, remember=ticked(fields, "remember")
            )
            home = localized(paths.HOME)
        if not ticket:
            return None
        wanted = str(self.router.url.query_parameters.get("next", ""))
        return trade_ticket(ticket, path_after(wanted, home))
