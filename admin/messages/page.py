"""Messages: each e-mail and SMS as it was sent, the newest first, live."""

import reflex as rx

from admin import paths
from admin.messages.rows import MessageRow, channels
from admin.messages.state import MessagesState, MessageState
from admin.parts.filters import filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.panels import facts, side_panel
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, office_page
from ui.parts.badges import Shown, message_states, state_badge
from ui.parts.buttons import action_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state, notice
from ui.parts.pager import page_links
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import filled, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the list of messages."""
    add_office_page(
        app,
        paths.MESSAGES,
        messages_page,
        title=lambda: _("Messages"),
        on_load=[MessageState.close_panel, MessagesState.load, MessagesState.follow],
    )


def messages_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Messages")),
        _filters(),
        refusal_callout(MessagesState.refusal),
        when_ready(MessagesState.is_hydrated & MessagesState.loaded, _list(), table_skeleton(10)),
        _panel(),
    )


def _filters() -> rx.Component:
    asked = MessagesState.asked
    return filter_row(
        filter_search("order", _("Order"), asked["order"], hint=_("Order number")),
        filter_select("channel", _("Channel"), _options(channels()), asked["channel"]),
        filter_select("state", _("State"), _options(message_states()), asked["state"]),
        on_submit=MessagesState.narrow,
        on_clear=MessagesState.clear,
        any_set=MessagesState.narrows,
    )


def _options(states: dict[str, Shown]) -> list[Option]:
    return [Option(code, shown.words) for code, shown in states.items()]


def _list() -> rx.Component:
    older, newest = MessagesState.older_href, MessagesState.newest_href
    return rx.fragment(
        data_table(
            [
                Column(_("Recipient")),
                Column(_("Channel")),
                Column(_("About")),
                Column(_("State")),
                Column(_("Written")),
            ],
            MessagesState.rows,
            _cells,
            caption=_("Messages, the newest first"),
            empty=empty_state(
                "mail",
                _("No messages"),
                _("Whatever the shop writes to its customers is found here, word by word."),
            ),
        ),
        page_links(older, newest),
    )


def _cells(row: MessageRow) -> list[rx.Component]:
    return [
        rx.el.button(
            row.recipient,
            type="button",
            on_click=MessageState.open_panel(row.id),
            class_name="row-link row-button",
        ),
        state_badge(channels, row.channel),
        rx.el.span(
            rx.el.span(row.kind),
            rx.el.span(row.subject, class_name="quiet small"),
            class_name="two-lines",
        ),
        rx.el.span(
            state_badge(message_states, row.state),
            when(filled(row.failure), rx.el.span(row.failure, class_name="quiet small")),
            class_name="two-lines",
        ),
        time_tag(row.at),
    ]


def _panel() -> rx.Component:
    shown = MessageState.shown
    hidden = notice(_("It holds a code or a link that lets somebody in, so it is not shown."))
    again = action_button(_("Send again"), MessageState.send_again(shown.id), icon="rotate-cw")
    return side_panel(
        shown.kind,
        refusal_callout(MessageState.refusal),
        facts(
            (_("Recipient"), rx.el.span(shown.recipient)),
            (_("Channel"), state_badge(channels, shown.channel)),
            (_("State"), state_badge(message_states, shown.state)),
            (_("Tries"), rx.el.span(shown.attempts)),
            (_("Written"), time_tag(shown.at)),
            (_("Sent"), time_tag(shown.sent)),
        ),
        when(filled(shown.failure), notice(shown.failure, tone="problem")),
        when(
            shown.masked,
            hidden,
            rx.el.article(
                when(filled(shown.subject), rx.el.p(shown.subject, class_name="strong")),
                rx.el.p(shown.body, class_name="message-body"),
                class_name="message-text",
            ),
        ),
        when(shown.may_send_again, again),
        open_now=MessageState.opened,
        on_close=MessageState.close_panel,
    )
