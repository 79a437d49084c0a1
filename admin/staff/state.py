"""The shop's staff: who they are; letting in, changing, shutting out."""

from typing import Any
from urllib.parse import urlsplit

import reflex as rx

from admin.orders.one.asked import id_of, text_in
from admin.staff.rows import MemberRow, member_row
from commerce.errors import InvalidInput
from commerce.people import staffing
from commerce.people.members import members
from commerce.people.rights import Right
from commerce.people.staffing import ChangeMember, Invite
from commerce.settings import settings
from ui.acting import caller_of, staff_at
from ui.parts.messages import toast_done, toast_problem
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

NOBODY = MemberRow("", "", "", "viewer", "", "", "", "", "", 0, False)


class StaffState(rx.State):
    """The list."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    rows: rx.Field[list[MemberRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read everybody."""
        async with staff_at(self, Right.STAFF_VIEW) as at:
            self.rows = await _rows(at)
        self.loaded = True

    @rx.event
    async def set_disabled_member(self, member_id: str, disabled: bool) -> list[Any]:
        """Shut a member out, or let them in again."""
        done = None
        async with staff_at(self, Right.STAFF_EDIT) as at:
            member = id_of(member_id, "member")
            if not isinstance(disabled, bool):
                raise InvalidInput.of("", "bool_type")
            shut = disabled
            await staffing.set_disabled(at.session, member, disabled=shut, by=at.staff.id)
            words = _("Shut out, and signed out everywhere.") if shut else _("Let in again.")
            undo = StaffState.set_disabled_member(member_id, not shut)
            done = rx.toast.success(words, action={"label": _("Undo"), "on_click": undo})
            self.rows = await _rows(at)
        return [done or toast_problem(self.refusal.sentence if self.refusal else "")]


class InviteState(rx.State):
    """The panel that lets somebody in. `link` is shown once and kept nowhere."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    link: str = ""
    name: str = ""

    @rx.event
    async def open_panel(self) -> None:
        """Begin."""
        async with staff_at(self, Right.STAFF_EDIT):
            self.opened, self.link = True, ""

    @rx.event
    async def close_panel(self) -> None:
        """Leave; the link is forgotten."""
        async with staff_at(self, Right.STAFF_VIEW):
            self.opened, self.link = False, ""

    @rx.event
    async def invite(self, form: dict[str, Any]) -> list[Any]:
        """Let them in, and show the link."""
        done: list[Any] = []
        async with staff_at(self, Right.STAFF_EDIT) as at:
            given = {name: text_in(form, name) for name in ("name", "email", "role", "last_day")}
            command = Invite.parse(given)
            made = await staffing.invite(at.session, command, at.shop.time_zone)
            self.name = command.name
            self.link = _link(self, made.token) if made.token else ""
            self.opened = bool(made.token)
            done = [StaffState.load()]
            if not made.token:
                done.append(toast_done(_("They log in with the password they have already.")))
        return done

    @rx.event
    async def renew(self, member_id: str) -> list[Any]:
        """A fresh link for somebody who cannot get in."""
        done: list[Any] = []
        async with staff_at(self, Right.STAFF_EDIT) as at:
            member = id_of(member_id, "member")
            token = await staffing.new_link(at.session, member, by=at.staff.id)
            self.link, self.name, self.opened = _link(self, token), "", True
            done = [StaffState.load(), MemberState.close_panel()]
        return done or [toast_problem(self.refusal.sentence if self.refusal else "")]


class MemberState(rx.State):
    """The panel that changes a member's role and last day."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    member: MemberRow = NOBODY

    @rx.event
    async def open_panel(self, member_id: str) -> None:
        """Begin with how it stands now."""
        async with staff_at(self, Right.STAFF_EDIT) as at:
            wanted = str(id_of(member_id, "member"))
            found = [row for row in await _rows(at) if row.id == wanted]
            self.member, self.opened = (found or [NOBODY])[0], bool(found)

    @rx.event
    async def close_panel(self) -> None:
        """Leave."""
        async with staff_at(self, Right.STAFF_VIEW):
            self.opened = False

    @rx.event
    async def change(self, form: dict[str, Any]) -> list[Any]:
        """Save role and last day; a stale form is told what stands now."""
        done: list[Any] = []
        async with staff_at(self, Right.STAFF_EDIT) as at:
            given = {"role": text_in(form, "role"), "last_day": text_in(form, "last_day")}
            command = ChangeMember.parse(given | {"version": self.member.version})
            member = id_of(self.member.id, "member")
            await staffing.change_member(at.session, member, command, at.shop.time_zone)
            self.opened = False
            done += [toast_done(_("Saved.")), StaffState.load()]
        return done


async def _rows(at: StaffVisit) -> list[MemberRow]:
    return [member_row(view, at.shop.time_zone, at.staff.id) for view in await members(at.session)]


def _link(state: rx.State, token: str) -> str:
    """The one-time link, at the very host where this shop is looked at now."""
    scheme = urlsplit(settings().public_url).scheme
    return f"{scheme}://{caller_of(state).host}/auth/owner?token={token}"
