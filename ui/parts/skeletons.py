"""Shapes that stand in while the server answers."""

import reflex as rx

from ui.parts.values import Flag, when
from ui.texts import _


def when_ready(ready: Flag, content: rx.Component, waiting: rx.Component) -> rx.Component:
    """`content` once `ready` (usually State.is_hydrated and loaded), `waiting` before."""
    return when(ready, content, waiting)


def bone(width: str = "100%", height: str = "16px") -> rx.Component:
    """One grey bar."""
    return rx.el.span(class_name="bone", style={"width": width, "height": height})


def waiting(*bones: rx.Component, class_name: str = "stack-tight") -> rx.Component:
    """Bones under one spoken 'Loading'."""
    return rx.el.div(
        rx.el.span(_("Loading"), class_name="hidden-but-read"),
        *bones,
        class_name=class_name,
        custom_attrs={"aria-busy": "true"},
    )


def text_skeleton(lines: int = 3) -> rx.Component:
    """Some lines of text."""
    return waiting(*(bone("60%" if n == lines - 1 else "100%") for n in range(lines)))


def card_skeletons(count: int = 8) -> rx.Component:
    """A grid of product cards."""
    card = rx.el.div(
        rx.el.span(class_name="bone", style={"aspect_ratio": "1", "border_radius": "8px"}),
        bone("80%"),
        bone("40%"),
        class_name="stack-tight",
    )
    return waiting(*(card for _n in range(count)), class_name="product-grid")


def table_skeleton(rows: int = 8) -> rx.Component:
    """The rows of a table."""
    return waiting(*(bone(height="32px") for _n in range(rows)))
