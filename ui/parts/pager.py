"""To the next and the previous page of a list that is paged by key."""

from typing import Any

import reflex as rx

from ui.parts.buttons import action_button
from ui.parts.values import Flag, when
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
