"""What the page says about itself: empty, wrong, done."""

from typing import Any, Literal

import reflex as rx

from ui.parts.values import Children, Text, filled, when
from ui.texts import _

Tone = Literal["info", "good", "warning", "problem"]

_ICONS: dict[Tone, str] = {
    "info": "info",
    "good": "circle-check",
    "warning": "triangle-alert",
    "problem": "circle-alert",
}


def empty_state(
    icon: str, title: Text, text: Text = "", action: rx.Component | None = None
) -> rx.Component:
    """Nothing here yet, and what to do about it."""
    return rx.el.div(
        rx.el.div(rx.icon(icon, size=28, aria_hidden="true"), class_name="empty-icon"),
        rx.heading(title, as_="h2", size="4"),
        rx.el.p(text),
        action or rx.fragment(),
        class_name="empty",
    )


def notice(
    *content: Children, tone: Tone = "info", action: Any = None, **props: Any
) -> rx.Component:
    """A framed remark within the page."""
    return rx.el.div(
        rx.icon(_ICONS[tone], size=20, aria_hidden="true"),
        rx.el.div(*content),
        action if action is not None else rx.fragment(),
        class_name=f"notice notice-{tone}",
        **props,
    )


def error_callout(text: Text, action: rx.Component | None = None) -> rx.Component:
    """What went wrong, read out at once; nothing while `text` is empty."""
    return rx.el.div(
        when(filled(text), notice(text, tone="problem", action=action)),
        role="alert",
    )


def toast_done(text: Text) -> rx.event.EventSpec:
    """It worked."""
    return rx.toast.success(text, duration=4000)


def toast_problem(text: Text) -> rx.event.EventSpec:
    """It did not work, and there is no better place to say so."""
    return rx.toast.error(text, duration=10000)


def toast_undo(text: Text, undo: Any) -> rx.event.EventSpec:
    """Done at once, and undone at once: instead of asking 'are you sure?'. `undo`: an event."""
    return rx.toast.success(text, duration=8000, action={"label": _("Undo"), "on_click": undo})
