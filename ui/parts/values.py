"""What a part takes: a plain value while the page is built, or a var that the browser fills in."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

Text = str | rx.Var[str]
Flag = bool | rx.Var[bool]
Number = int | rx.Var[int]
Children = rx.Component | str | rx.Var[Any]
Many = Sequence[Any] | rx.Var[Any]


def when(
    condition: Flag, shown: rx.Component, otherwise: rx.Component | None = None
) -> rx.Component:
    """`shown` where the condition holds; decided now if it is known now."""
    other = otherwise if otherwise is not None else rx.fragment()
    if isinstance(condition, rx.Var):
        return rx.cond(condition, shown, other)
    return shown if condition else other


def each(things: Many, draw: Callable[[Any], rx.Component]) -> rx.Component:
    """Every one of `things`, drawn: now, or in the browser for a var (typed by its view)."""
    if isinstance(things, rx.Var):
        return rx.foreach(things, draw)
    return rx.fragment(*(draw(thing) for thing in things))


def filled(text: Text) -> Flag:
    """Whether there is any text."""
    return text != "" if isinstance(text, rx.Var) else bool(text)


def is_some(count: Number | Many) -> Flag:
    """Whether there is at least one (of a number, or of things)."""
    if isinstance(count, rx.vars.ArrayVar):
        return count.length() > 0
    if isinstance(count, rx.vars.NumberVar):
        return count > 0
    if isinstance(count, rx.Var):
        return count.bool()
    return bool(count)


def yes_no(condition: Flag) -> Text:
    """'true' or 'false', as HTML attributes want it."""
    if isinstance(condition, rx.Var):
        return rx.cond(condition, "true", "false")
    return "true" if condition else "false"
