"""The audit log: what staff did, the newest first, narrowed by person, act, thing and period."""

import reflex as rx

from admin import paths
from admin.log.rows import ChangedField, LogRow
from admin.log.state import LogState
from admin.log.words import known_acts
from admin.parts.filters import filter_day, filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.tables import Column, data_table
from admin.shell.page import add_office_page, office_page
from ui.parts.buttons import action_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state
from ui.parts.pager import page_links
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import each, filled, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the audit log."""
    add_office_page(app, paths.LOG, log_page, title=lambda: _("Audit log"), on_load=[LogState.load])


def log_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Audit log")),
        _filters(),
        refusal_callout(LogState.refusal),
        when_ready(LogState.is_hydrated & LogState.loaded, _list(), table_skeleton(10)),
    )


def _filters() -> rx.Component:
    asked = LogState.asked
    acts = [Option(act, words) for act, words in known_acts().items()]
    return filter_row(
        filter_search("about", _("About"), asked["about"], hint=_("Order number, SKU, code")),
        filter_select("staff", _("Staff"), LogState.people.to(list[Option]), asked["staff"]),
        filter_select("act", _("Act"), acts, asked["act"]),
        filter_day("since", _("From"), asked["since"]),
        filter_day("until", _("To"), asked["until"]),
        on_submit=LogState.narrow,
        on_clear=LogState.clear,
        any_set=LogState.narrows,
    )


def _list() -> rx.Component:
    older, newest = LogState.older_href, LogState.newest_href
    columns = [
        Column(_("Act")),
        Column(_("About")),
        Column(_("Changed")),
        Column(_("Staff")),
        Column(_("When")),
    ]
    caption = _("What staff did, the newest first")
    return rx.fragment(
        data_table(columns, LogState.rows, _cells, caption=caption, empty=_empty()),
        page_links(older, newest),
    )


def _empty() -> rx.Component:
    nothing_fits = empty_state(
        "search-x",
        _("No act fits"),
        _("Look for a whole order number, SKU or code, or for a longer period."),
        action_button(_("Clear the filters"), LogState.clear),
    )
    none_yet = empty_state(
        "scroll-text",
        _("Nothing was done yet"),
        _("Whatever staff change is written down here by itself, with who and when."),
    )
    return when(LogState.narrows, nothing_fits, none_yet)


def _cells(row: LogRow) -> list[rx.Component]:
    return [
        rx.el.span(row.act, class_name="strong"),
        rx.el.span(
            rx.el.span(row.about, class_name="quiet small"),
            when(
                filled(row.href) & filled(row.name),
                rx.el.a(row.name, href=row.href),
                when(
                    filled(row.href),
                    rx.el.a(row.about, href=row.href),
                    rx.el.span(row.name),
                ),
            ),
            class_name="two-lines log-about",
        ),
        _changes(row),
        rx.el.span(row.staff),
        time_tag(row.at),
    ]


def _changes(row: LogRow) -> rx.Component:
    told = rx.el.details(
        rx.el.summary(row.summary),
        rx.el.dl(each(row.fields, _field), class_name="log-fields"),
        rx.el.p(_("Request {id}", id=row.request), class_name="quiet small"),
        class_name="log-changes",
    )
    return when(filled(row.summary), told, rx.el.span("–", class_name="quiet"))


def _field(field: ChangedField) -> rx.Component:
    return rx.el.div(
        rx.el.dt(field.what),
        rx.el.dd(
            when(filled(field.before), rx.el.del_(field.before)),
            when(filled(field.before), rx.el.span(" → ", aria_hidden="true")),
            rx.el.span(field.after),
        ),
    )
