"""Panels, sections of forms, figures at a glance, and a panel that slides in from the side."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from ui.parts.buttons import icon_button
from ui.parts.values import Children, Flag, Text, filled, when
from ui.texts import _


def panel(title: Text, *content: Children, actions: Sequence[rx.Component] = ()) -> rx.Component:
    """A framed part of a page under its h2."""
    return rx.el.section(
        rx.el.div(rx.el.h2(title), rx.el.div(*actions, class_name="row"), class_name="row-apart"),
        *content,
        class_name="panel",
    )


def form_section(title: Text, text: Text, *fields: rx.Component) -> rx.Component:
    """Fields that belong together: what they are for on the left, they on the right."""
    return rx.el.section(
        rx.el.div(rx.el.h2(title), rx.el.p(text, class_name="quiet"), class_name="stack-tight"),
        rx.el.div(*fields, class_name="form-section-fields"),
        class_name="form-section",
    )


def stats(*figures: rx.Component) -> rx.Component:
    """Figures in a row."""
    return rx.el.dl(*figures, class_name="stats")


def stat(label: Text, value: Text, note: Text = "") -> rx.Component:
    """One figure; `note`: what it compares to."""
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(value, when(filled(note), rx.el.p(note, class_name="stat-note"))),
        class_name="stat",
    )


def facts(*pairs: tuple[Children, Children]) -> rx.Component:
    """Names and what they are: address, method, contact."""
    rows = (part for name, value in pairs for part in (rx.el.dt(name), rx.el.dd(value)))
    return rx.el.dl(*rows, class_name="facts")


def side_panel(
    title: Text, *content: rx.Component, open_now: Flag, on_close: Any, text: Text = ""
) -> rx.Component:
    """Work on one thing without leaving the list; Escape and the cross close it."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.el.div(
                rx.dialog.title(title, size="4", margin="0"),
                icon_button("x", _("Close"), on_close),
                class_name="row-apart",
            ),
            when(filled(text), rx.dialog.description(text, size="2")),
            *content,
            class_name="side-panel",
        ),
        open=open_now,
        on_open_change=on_close,
    )
