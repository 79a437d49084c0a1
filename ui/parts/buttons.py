"""Buttons: one clear next step (primary), the others quiet."""

from typing import Any, Literal

import reflex as rx

from ui.parts.values import Children, Flag, Text
from ui.texts import localized

Tone = Literal["primary", "quiet", "plain", "danger"]

_LOOKS: dict[Tone, dict[str, Any]] = {
    "primary": {"variant": "solid"},
    "quiet": {"variant": "outline", "color_scheme": "gray", "high_contrast": True},
    "plain": {"variant": "ghost", "color_scheme": "gray", "high_contrast": True},
    "danger": {"variant": "outline", "color_scheme": "red", "high_contrast": True},
}

_SUBMIT: dict[str, Any] = {"size": "3"}


def submit_button(
    label: Children,
    *,
    pending: Flag = False,
    wide: bool = True,
    tone: Tone = "primary",
    **props: Any,
) -> rx.Component:
    """Sends its form; while `pending` it spins and takes no second click."""
    return rx.button(
        label, type="submit", **(_LOOKS[tone] | _SUBMIT | _state(pending, wide) | props)
    )


def action_button(
    label: Children,
    on_click: Any,
    *,
    icon: str = "",
    icon_after: str = "",
    tone: Tone = "quiet",
    pending: Flag = False,
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """Does something at once."""
    return rx.button(
        *_with_icon(icon, label),
        *_with_icon(icon_after),
        type="button",
        on_click=on_click,
        **(_LOOKS[tone] | _state(pending, wide) | props),
    )


def link_button(
    label: Children,
    path: Text,
    *,
    icon: str = "",
    tone: Tone = "primary",
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button; `path` without locale, or a var as it is."""
    href = localized(path) if isinstance(path, str) and path.startswith("/") else path
    return rx.button(
        rx.el.a(*_with_icon(icon, label), href=href),
        as_child=True,
        **(_LOOKS[tone] | _width(wide) | props),
    )


def icon_button(icon: str, label: Text, on_click: Any, **props: Any) -> rx.Component:
    """An icon that acts; `label` is what it says to those who don't see it."""
    return rx.icon_button(
        rx.icon(icon, size=18, aria_hidden="true"),
        type="button",
        on_click=on_click,
        aria_label=label,
        title=label,
        **(_LOOKS["plain"] | props),
    )


def _with_icon(icon: str, *label: Children) -> list[Children]:
    return [rx.icon(icon, size=16, aria_hidden="true"), *label] if icon else [*label]


def _state(pending: Flag, wide: bool) -> dict[str, Any]:
    busy: dict[str, Any] = {"loading": pending}
    return busy | _width(wide)


def _width(wide: bool) -> dict[str, Any]:
    return {"class_name": "wide"} if wide else {}
