"""The notes on a customer: a form on top, the newest note first."""

import reflex as rx

from admin.customers.one.sheet import ShownNote
from admin.customers.one.state import NotesState
from admin.parts.moments import time_tag
from admin.parts.panels import panel
from ui.parts.buttons import icon_button, submit_button
from ui.parts.fields import area_field
from ui.parts.refused import field_error
from ui.parts.values import each, is_some, when
from ui.texts import _


def notes_panel() -> rx.Component:
    """What staff know of the customer; only they read it."""
    form = rx.el.form(
        area_field(
            "text",
            _("New note"),
            help_text=_("Only staff read it. Who removes a note stands in the audit log."),
            error=field_error(NotesState.refusal, "text"),
            rows=3,
            max_length=2000,
            key=f"note-{NotesState.attempt}",
        ),
        submit_button(_("Add note"), wide=False, size="2"),
        on_submit=NotesState.write,
        class_name="stack",
    )
    notes = rx.el.ul(each(NotesState.notes, _note), class_name="sheet-entries")
    return panel(_("Notes"), form, when(is_some(NotesState.notes), notes))


def _note(note: ShownNote) -> rx.Component:
    away = icon_button("trash-2", _("Remove this note"), NotesState.remove(note.id), size="1")
    return rx.el.li(
        rx.el.div(
            rx.el.p(note.text, class_name="sheet-address"),
            rx.el.p(note.who, " · ", time_tag(note.at), class_name="quiet small"),
        ),
        when(note.mine, away),
        class_name="sheet-entry note-entry",
    )
