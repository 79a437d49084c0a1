"""To the other pages of a list that is paged by key: by buttons, or by links where the URL tells."""

from typing import Any

import reflex as rx

from ui.parts.buttons import action_button, link_button
from ui.parts.values import Flag, Text, filled, when
from ui.texts import _


def pager(
    *, has_previous: Flag, has_next: Flag, on_previous: Any, on_next: Any, middle: Any = ""
) -> rx.Component:
    """Buttons appear only where there is something to go to."""
    back = action_button(_("Previous"), on_previous, icon="chevron-left")
    onward = action_button(_("Next"), on_next, icon_after="chevron-right")
    gap = rx.el.span()
    return rx.el.nav(
        when(has_previous, back, gap),
        rx.el.span(middle, class_name="quiet small"),
        when(has_next, onward, gap),
        class_name="pager",
        aria_label=_("Pages"),
    )


def page_links(older: Text, newest: Text = "", *, newer: Text = "") -> rx.Component:
    """Links, each only where it leads somewhere: to the older ones, and back to newer or newest."""
    onward = link_button(_("Older"), older, icon="chevron-right", tone="quiet")
    back = link_button(_("Newer"), newer, icon="chevron-left", tone="quiet")
    first = link_button(_("Newest"), newest, icon="chevrons-left", tone="quiet")
    return rx.el.nav(
        rx.el.span(when(filled(newest), first), when(filled(newer), back)),
        when(filled(older), onward),
        class_name="pager",
        aria_label=_("Pages"),
    )
