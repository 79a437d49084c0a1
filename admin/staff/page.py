"""Staff of the shop: the list, and what each role may do."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.parts.panels import panel
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, may, office_page
from admin.staff.panels import invite_panel, member_panel
from admin.staff.rights_table import rights_table
from admin.staff.rows import MemberRow, member_states
from admin.staff.state import InviteState, MemberState, StaffState
from commerce.people.rights import Right
from ui.parts.badges import label_badge, state_badge
from ui.parts.buttons import action_button
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the staff page."""
    add_office_page(
        app,
        paths.STAFF,
        staff_page,
        title=lambda: _("Staff"),
        on_load=[InviteState.close_panel, MemberState.close_panel, StaffState.load],
    )


def staff_page() -> rx.Component:
    """The page."""
    invite = action_button(_("Invite"), InviteState.open_panel, icon="user-plus", tone="primary")
    return office_page(
        page_head(_("Staff"), actions=[when(may(Right.STAFF_EDIT), invite)]),
        refusal_callout(StaffState.refusal),
        when_ready(StaffState.is_hydrated & StaffState.loaded, _list(), table_skeleton(4)),
        rx.el.div(panel(_("What each role may do"), rights_table()), class_name="below"),
        invite_panel(),
        member_panel(),
    )


def _list() -> rx.Component:
    return data_table(
        [
            Column(_("Name")),
            Column(_("Role")),
            Column(_("Access")),
            Column(_("Last day")),
            Column(_("Since")),
            Column("", end=True),
        ],
        StaffState.rows,
        _cells,
        caption=_("Staff of this shop"),
        empty=empty_state("users-round", _("Nobody works here yet")),
    )


def _cells(row: MemberRow) -> list[rx.Component]:
    you = label_badge(_("You"), color="iris")
    return [
        rx.el.span(
            rx.el.span(row.name, " ", when(row.is_self, you), class_name="strong"),
            rx.el.span(row.email, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(row.role_words),
        state_badge(member_states, row.state),
        rx.el.span(row.until),
        rx.el.span(row.since, class_name="quiet"),
        when(may(Right.STAFF_EDIT), _tools(row)),
    ]


def _tools(row: MemberRow) -> rx.Component:
    change = action_button(_("Change"), MemberState.open_panel(row.id), size="1")
    let_in = action_button(
        _("Let in again"), StaffState.set_disabled_member(row.id, False), size="1"
    )
    shut_out = action_button(
        _("Shut out"), StaffState.set_disabled_member(row.id, True), size="1", tone="danger"
    )
    toggle = when(row.state == "disabled", let_in, when(row.is_self, rx.fragment(), shut_out))
    return rx.el.span(change, toggle, class_name="row row-tools")
