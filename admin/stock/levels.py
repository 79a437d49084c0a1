"""How little is left, in a word and a colour."""

import reflex as rx

from ui.parts.values import Text
from ui.texts import _


def level_badge(level: Text, words: Text) -> rx.Component:
    """`level`: '' (nothing to say), 'low' or 'out'."""
    return rx.fragment(
        rx.match(
            level,
            ("low", _badge("amber", "triangle-alert", words)),
            ("out", _badge("red", "circle-off", words)),
            rx.fragment(),
        )
    )


def level_words(level: str) -> str:
    """A level's word alone."""
    return {"low": _("Low"), "out": _("Sold out")}.get(level, "")


def _badge(color: str, icon: str, words: Text) -> rx.Component:
    return rx.badge(
        rx.icon(icon, size=14, aria_hidden="true"),
        words,
        color_scheme=color,  # pyright: ignore[reportArgumentType]
        variant="soft",
        high_contrast=True,
        class_name="badge",
    )
