"""A State's `refusal` on the page: one sentence above, and each field's own below the field."""

from typing import Any

import reflex as rx

from ui.parts.messages import error_callout


def field_error(refusal: Any, name: str) -> rx.Var[str]:
    """What is wrong with field `name` by `State.refusal`, or nothing: a field's `error`."""
    fields = refusal.to(dict)["fields"].to(dict)
    return rx.cond(fields[name], fields[name], "").to(str)


def refusal_sentence(refusal: Any) -> rx.Var[str]:
    """The whole refusal in one sentence, or nothing."""
    sentence = refusal.to(dict)["sentence"]
    return rx.cond(sentence, sentence, "").to(str)


def refusal_callout(refusal: Any, action: rx.Component | None = None) -> rx.Component:
    """The refusal above a form, read out at once; nothing while there is none."""
    return error_callout(refusal_sentence(refusal), action)
