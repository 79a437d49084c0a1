"""Backups: the last one, the last proven restore, and each try."""

from typing import Any

import reflex as rx

from admin import paths
from admin.backups.rows import Card, TryRow, card_states, kinds, try_states
from admin.backups.state import BackupAlarmState, BackupsState
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.panels import stats
from admin.parts.tables import Column, data_table
from admin.settings.tabs import settings_tabs
from admin.shell.page import add_office_page, may, office_page
from commerce.people.rights import Right
from ui.parts.badges import state_badge
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state, notice
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import Flag, filled, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page."""
    add_office_page(
        app,
        paths.BACKUPS,
        backups_page,
        title=lambda: _("Backups"),
        on_load=[BackupsState.load, BackupsState.follow],
    )


def backups_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Settings"), actions=[when(may(Right.SETTINGS_EDIT), _actions())]),
        settings_tabs(),
        refusal_callout(BackupsState.refusal),
        when_ready(BackupsState.loaded, _content(), table_skeleton(6)),
    )


def backup_alarm() -> rx.Component:
    """On the start page, when there is something to be alarmed about."""
    alarm = BackupAlarmState.alarm
    words = rx.match(
        alarm,
        ("backup", _("The last backup is too old.")),
        ("backup_failed", _("The last try of a backup failed.")),
        _("It is not proven that the newest backup can be restored."),
    )
    look = link_button(_("Look"), paths.BACKUPS, size="2")
    return when(filled(alarm), notice(words, tone="problem", action=look))


def _actions() -> rx.Component:
    seen = BackupsState.seen
    return rx.fragment(
        _action(_("Back up now"), _("Backing up …"), "archive", seen.making, BackupsState.make),
        _action(_("Try a restore"), _("Restoring …"), "history", seen.proving, BackupsState.prove),
    )


def _action(words: str, busy: str, icon: str, at_work: Flag, event: Any) -> rx.Component:
    return action_button(
        rx.cond(at_work, busy, words), event, icon=icon, disabled=at_work, size="2"
    )


def _content() -> rx.Component:
    seen = BackupsState.seen
    said = _(
        "Backups hold every shop of this installation. A restore on trial fills a database of its"
        " own, compares every table, audits the books and goes away again."
    )
    return rx.el.div(
        stats(
            _card(_("Last backup"), seen.backup),
            _card(_("Last proven restore"), seen.proof),
        ),
        rx.el.p(said, class_name="quiet small"),
        _table(),
        class_name="stack",
    )


def _card(label: str, card: Card) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(
            when(filled(card.at.iso), time_tag(card.at), rx.el.span("–")),
            rx.el.p(state_badge(card_states, card.state)),
            rx.el.p(card.note, class_name="stat-note"),
        ),
        class_name="stat",
    )


def _table() -> rx.Component:
    columns = [
        Column(_("What")),
        Column(_("Ended")),
        Column(_("State")),
        Column(_("Content")),
        Column(_("Took"), end=True),
    ]
    nothing = empty_state(
        "archive", _("No backups yet"), _("The first one is made by the clock, or when you ask.")
    )
    return data_table(columns, BackupsState.rows, _cells, caption=_("Backups"), empty=nothing)


def _cells(row: TryRow) -> list[Any]:
    return [
        rx.el.span(
            state_badge(kinds, row.kind),
            rx.el.span(row.name, class_name="quiet small number"),
            class_name="two-lines",
        ),
        time_tag(row.at),
        state_badge(try_states, row.state),
        rx.el.span(
            rx.el.span(row.detail),
            when(filled(row.failure), rx.el.span(row.failure, class_name="small")),
            class_name="two-lines",
        ),
        rx.el.span(row.took, class_name="number"),
    ]
