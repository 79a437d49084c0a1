"""The audit log, read by its URL."""

from typing import Any

import reflex as rx

from admin.log.narrowing import Narrowing
from admin.log.rows import LogRow, log_row
from commerce.operations.audit_log.queries import logged_acts
from commerce.people.members import members
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.refusals import Refusal
from ui.texts import _, localized


class LogState(rx.State):
    """One page of what the shop's staff did."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    asked: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    people: rx.Field[list[Option]] = rx.field(default_factory=list)
    rows: rx.Field[list[LogRow]] = rx.field(default_factory=list)
    older_href: str = ""
    newest_href: str = ""
    narrows: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.rows = []
        async with staff_at(self, Right.LOG_VIEW) as at:
            asked = Narrowing.parse(dict(self.router.url.query_parameters))
            self.asked, self.narrows = asked.told(), asked.narrows
            names = {one.staff_id: one.name for one in await members(at.session)}
            self.people = [
                Option("", _("All")),
                *(Option(str(one), name) for one, name in names.items()),
            ]
            page = await logged_acts(at.session, asked.acts(at.shop.time_zone), asked.before)
            self.rows = [log_row(act, at.shop, names) for act in page.acts]
            self.older_href = localized(asked.path(before=page.older)) if page.older else ""
            self.newest_href = localized(asked.path()) if asked.before else ""
        self.loaded = True

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Put the filters into the URL."""
        async with staff_at(self, Right.LOG_VIEW):
            return rx.redirect(localized(Narrowing.parse(form).path()))
        return None

    @rx.event
    async def clear(self) -> rx.event.EventSpec | None:
        """Drop the filters."""
        async with staff_at(self, Right.LOG_VIEW):
            return rx.redirect(localized(Narrowing().path()))
        return None
