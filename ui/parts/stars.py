"""Stars beside the words that say how many they are."""

import reflex as rx

from ui.parts.values import Text


def stars_shown(signs: Text, words: Text) -> rx.Component:
    """The signs are for the eye alone."""
    return rx.el.span(
        rx.el.span(signs, class_name="stars", aria_hidden="true"),
        " ",
        rx.el.span(words),
        class_name="stars-shown",
    )
