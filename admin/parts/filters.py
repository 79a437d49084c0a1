"""One row of filters; what they say stands in the URL, so the form decides nothing itself."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from ui.parts.buttons import action_button, submit_button
from ui.parts.fields import Option, select_field, text_field
from ui.parts.values import Flag, Text, when
from ui.texts import _

# A list chosen from narrows at once; typed words and days wait for Enter or the button.
_SEND_CHOICES = rx.Var(
    "(e) => { if (e.target.tagName === 'SELECT') e.currentTarget.requestSubmit() }"
)


def filter_row(
    *controls: rx.Component, on_submit: Any, on_clear: Any, any_set: Flag = False
) -> rx.Component:
    """`on_submit(form)` gets every control by name; 'Clear' appears once anything is set."""
    return rx.el.form(
        *controls,
        submit_button(_("Filter"), wide=False, tone="quiet", size="2"),
        when(any_set, action_button(_("Clear"), on_clear, icon="x", tone="plain")),
        on_submit=on_submit,
        class_name="filters",
        role="search",
        custom_attrs={"onChange": _SEND_CHOICES},
    )


def filter_search(name: str, label: str, value: Text, *, hint: str = "") -> rx.Component:
    """What to look for; `value` is what the URL says."""
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="field-label"),
        rx.el.input(
            type="search",
            name=name,
            default_value=value,
            key=value,
            placeholder=hint,
            class_name="input",
            auto_complete="off",
            custom_attrs={"id": name},
        ),
        class_name="field field-search",
    )


def filter_select(
    name: str, label: str, options: Sequence[Option] | rx.Var[list[Option]], value: Text
) -> rx.Component:
    """One of a list, 'All' first."""
    everything = Option("", _("All"))
    shown = options if isinstance(options, rx.Var) else [everything, *options]
    return select_field(
        name, label, shown, default_value=value, key=value, custom_attrs={"aria-required": "false"}
    )


def filter_day(name: str, label: str, value: Text) -> rx.Component:
    """The first or the last day of a period."""
    plain = {"aria-required": "false"}
    return text_field(name, label, kind="date", default_value=value, key=value, custom_attrs=plain)
