"""Staff in text: who, as what, until when."""

from dataclasses import dataclass

from admin.parts.roles import role_words
from commerce.people.members import MemberView
from commerce.people.staffing import last_day
from ui.amounts import day_text
from ui.parts.badges import Shown
from ui.texts import _


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of staff. `state`: active, invited, expired or disabled."""

    id: str
    name: str
    email: str
    role: str
    role_words: str
    until: str
    last_day: str
    since: str
    state: str
    version: int
    is_self: bool


def member_row(view: MemberView, zone: str, reader: object) -> MemberRow:
    """The row of `view`; `reader` is the id of who looks."""
    day = last_day(view.expires_at, zone)
    return MemberRow(
        id=str(view.id),
        name=view.name,
        email=view.email,
        role=view.role,
        role_words=role_words(view.role),
        until=day.isoformat() if day else _("For good"),
        last_day=day.isoformat() if day else "",
        since=day_text(view.since, zone),
        state=_state(view),
        version=view.version,
        is_self=view.staff_id == reader,
    )


def member_states() -> dict[str, Shown]:
    """Whether somebody gets in."""
    return {
        "active": Shown(_("Active"), "green", "circle-check"),
        "invited": Shown(_("Invited"), "amber", "clock"),
        "expired": Shown(_("Expired"), "gray", "calendar-x"),
        "disabled": Shown(_("Shut out"), "red", "ban"),
    }


def _state(view: MemberView) -> str:
    if view.disabled:
        return "disabled"
    if view.expired:
        return "expired"
    return "invited" if view.invited else "active"
