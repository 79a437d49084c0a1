"""The panels of the staff page: inviting, and changing a member."""

import reflex as rx

from admin.parts.panels import side_panel
from admin.parts.roles import role_words
from admin.staff.state import InviteState, MemberState
from commerce.people.models import Role
from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, select_field, text_field
from ui.parts.messages import notice, toast_done
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import filled, when
from ui.texts import _


def invite_panel() -> rx.Component:
    """A form, and after it the link, once."""
    return side_panel(
        _("Invite to the staff"),
        refusal_callout(InviteState.refusal),
        when(filled(InviteState.link), _link(), _form()),
        open_now=InviteState.opened,
        on_close=InviteState.close_panel,
    )


def _form() -> rx.Component:
    refusal = InviteState.refusal
    return rx.el.form(
        text_field("name", _("Name"), error=field_error(refusal, "name"), max_length=60),
        text_field("email", _("E-mail"), error=field_error(refusal, "email"), kind="email"),
        _role(field_error(refusal, "role"), "clerk"),
        _last_day(field_error(refusal, "last_day"), ""),
        submit_button(_("Make the link")),
        on_submit=InviteState.invite,
        class_name="stack",
        no_validate=True,
    )


def _link() -> rx.Component:
    copied = [rx.set_clipboard(InviteState.link), toast_done(_("Copied."))]
    return rx.el.div(
        notice(
            _(
                "Give them this link yourself. It works once, for three days, and is not shown again."
            ),
            tone="warning",
        ),
        rx.el.code(InviteState.link, class_name="one-time-link"),
        action_button(_("Copy the link"), copied, icon="copy", tone="primary", wide=True),
        class_name="stack",
    )


def member_panel() -> rx.Component:
    """Role and last day, and a fresh link for who cannot get in."""
    member, refusal = MemberState.member, MemberState.refusal
    theirs = refusal.to(dict)["facts"].to(dict)
    stale = rx.el.p(
        _("Now: {role}, last day {day}", role=theirs["role"], day=theirs["last_day"]),
        class_name="small",
    )
    return side_panel(
        member.name,
        refusal_callout(refusal),
        when(refusal.to(dict)["code"] == "stale_edit", stale),
        rx.el.form(
            _role(field_error(refusal, "role"), member.role),
            _last_day(field_error(refusal, "last_day"), member.last_day),
            submit_button(_("Save")),
            on_submit=MemberState.change,
            class_name="stack",
            key=f"{member.id}-{member.version}",
        ),
        when(
            member.is_self,
            rx.fragment(),
            rx.el.div(
                rx.el.p(
                    _("Can't they get in? A fresh link ends the old password."), class_name="quiet"
                ),
                action_button(_("Make a fresh link"), InviteState.renew(member.id), icon="link"),
                class_name="stack-tight",
            ),
        ),
        open_now=MemberState.opened,
        on_close=MemberState.close_panel,
        text=member.email,
    )


def _role(error: rx.Var[str], value: str | rx.Var[str]) -> rx.Component:
    roles = [Option(role.value, role_words(role)) for role in Role]
    return select_field("role", _("Role"), roles, error=error, default_value=value)


def _last_day(error: rx.Var[str], value: str | rx.Var[str]) -> rx.Component:
    return text_field(
        "last_day",
        _("Last day"),
        kind="date",
        optional=True,
        error=error,
        default_value=value,
        help_text=_("Access ends by itself when this day is over in the shop's time zone."),
    )
