"""Form fields: a label that stays, help before, and what is wrong right below.

Fields keep their own text (`default_value`); pass `value` and `on_change` only where the server
has to follow every key. `error` is a var that holds a sentence, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ui.parts.values import Children, Text, each, filled, yes_no
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: a code and its words; `note` and `side` only on cards."""

    value: str
    label: str
    note: str = ""
    side: str = ""
    disabled: bool = False


def text_field(
    name: str,
    label: Text,
    *,
    error: Text = "",
    help_text: Text = "",
    optional: bool = False,
    kind: str = "text",
    **props: Any,
) -> rx.Component:
    """One line. `kind`: text, email, tel, password, number, search, date, url ..."""
    typed: dict[str, Any] = {"type": kind}
    wiring = typed | _wiring(name, "input", error, help_text, optional, props)
    control = rx.el.input(**wiring)
    return _field(name, label, control, error, help_text, optional)


def area_field(
    name: str,
    label: Text,
    *,
    error: Text = "",
    help_text: Text = "",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """Several lines."""
    control = rx.el.textarea(**_wiring(name, "area", error, help_text, optional, props))
    return _field(name, label, control, error, help_text, optional)


def select_field(
    name: str,
    label: Text,
    options: Sequence[Option] | rx.Var[list[Option]],
    *,
    error: Text = "",
    help_text: Text = "",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """One of a list, by the browser's own picker (the best one on a phone)."""
    control = rx.el.select(
        each(options, _option), **_wiring(name, "select", error, help_text, optional, props)
    )
    return _field(name, label, control, error, help_text, optional)


def check_field(
    name: str, label: Children, *, error: Text = "", help_text: Text = "", **props: Any
) -> rx.Component:
    """A box to tick; it posts 'on' when ticked."""
    wiring = _wiring(name, "", error, help_text, True, props)
    return rx.el.div(
        rx.el.input(type="checkbox", **wiring),
        rx.el.label(label, html_for=wiring["id"]),
        *_help(wiring["id"], help_text),
        _error(wiring["id"], error),
        class_name="check",
    )


def choice_cards(
    name: str,
    legend: Text,
    options: Sequence[Option] | rx.Var[list[Option]],
    *,
    value: Text = "",
    on_change: Any = None,
    error: Text = "",
) -> rx.Component:
    """One of a few, each with a note and a price: delivery methods, ways to pay."""
    return _radios(name, legend, options, value, on_change, error, "choices", _card)


def choice_pills(
    name: str,
    legend: Text,
    options: Sequence[Option] | rx.Var[list[Option]],
    *,
    value: Text = "",
    on_change: Any = None,
    error: Text = "",
) -> rx.Component:
    """One of a few short words: a size, a colour."""
    return _radios(name, legend, options, value, on_change, error, "pills", _pill)


def _radios(
    name: str,
    legend: Text,
    options: Sequence[Option] | rx.Var[list[Option]],
    value: Text,
    on_change: Any,
    error: Text,
    class_name: str,
    draw: Any,
) -> rx.Component:
    def drawn(option: Option) -> rx.Component:
        radio: dict[str, Any] = {"type": "radio", "name": name, "value": option.value}
        radio["disabled"] = option.disabled
        if on_change is not None:
            radio |= {"checked": option.value == value, "on_change": on_change(option.value)}
        else:
            radio["default_checked"] = option.value == value
        return draw(option, rx.el.input(**radio))

    return rx.el.fieldset(
        rx.el.legend(legend),
        each(options, drawn),
        _error(name, error),
        class_name=class_name,
        custom_attrs={"aria-describedby": f"{name}-error"},
    )


def _card(option: Option, radio: rx.Component) -> rx.Component:
    return rx.el.label(
        radio,
        rx.el.span(option.label, class_name="strong"),
        rx.el.span(option.side, class_name="choice-side number"),
        rx.el.span(option.note, class_name="choice-note"),
        class_name="choice",
    )


def _pill(option: Option, radio: rx.Component) -> rx.Component:
    return rx.el.label(radio, rx.el.span(option.label), class_name="pill")


def _option(option: Option) -> rx.Component:
    return rx.el.option(option.label, value=option.value, disabled=option.disabled)


def _field(
    name: str, label: Text, control: rx.Component, error: Text, help_text: Text, optional: bool
) -> rx.Component:
    identity = getattr(control, "id", None) or name
    hint = [rx.el.span(" " + _("(optional)"), class_name="field-optional")] if optional else []
    return rx.el.div(
        rx.el.label(label, *hint, html_for=identity, class_name="field-label"),
        *_help(identity, help_text),
        control,
        _error(identity, error),
        class_name="field",
    )


def _wiring(
    name: str, class_name: str, error: Text, help_text: Text, optional: bool, props: dict[str, Any]
) -> dict[str, Any]:
    identity = props.get("id", name)
    described = f"{identity}-help {identity}-error" if _given(help_text) else f"{identity}-error"
    attributes = {
        "aria-describedby": described,
        "aria-invalid": yes_no(filled(error)),
        "aria-required": "false" if optional else "true",
    }
    return (
        {"name": name, "id": identity, "class_name": class_name}
        | props
        | {"custom_attrs": attributes | props.get("custom_attrs", {})}
    )


def _given(text: Text) -> bool:
    return isinstance(text, rx.Var) or bool(text)


def _help(identity: Any, help_text: Text) -> list[rx.Component]:
    if not _given(help_text):
        return []
    attributes = {"id": f"{identity}-help"}
    return [rx.el.p(help_text, class_name="field-help", custom_attrs=attributes)]


def _error(identity: Any, error: Text) -> rx.Component:
    """Always there, so that screen readers hear it being filled."""
    attributes = {"id": f"{identity}-error", "aria-live": "polite"}
    return rx.el.p(error, class_name="field-error", custom_attrs=attributes)
