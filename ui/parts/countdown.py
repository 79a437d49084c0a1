"""Time that runs down (assets/parts/countdown.js)."""

import reflex as rx

from ui.parts.values import Number, Text


class Countdown(rx.Component):
    """Counts down in the browser from the seconds that the server says are left."""

    library = "$/public/parts/countdown.js"
    tag = "Countdown"

    seconds: rx.Var[int]
    label: rx.Var[str]


def countdown(seconds: Number, label: Text) -> rx.Component:
    """15:00, 14:59 ...; `label` says what ends."""
    return Countdown.create(seconds=seconds, label=label)
