"""The form that keeps itself as a draft (assets/parts/draft_form.js)."""

from typing import Any

import reflex as rx

from ui.parts.values import Number


def _fields(fields: rx.Var[dict[str, str]]) -> tuple[rx.Var[dict[str, str]]]:
    return (fields,)


class DraftForm(rx.Component):
    """Calls `on_draft` with all fields when the fingers rest, `on_send` when it is sent.

    When `attempt` changes, the first wrong field gets the focus. With `keeps` what was typed
    outlives the form itself, as when the server was killed and draws it anew.
    """

    library = "$/public/parts/draft_form.js"
    tag = "DraftForm"

    attempt: rx.Var[int]
    keeps: rx.Var[bool]
    on_draft: rx.EventHandler[_fields]
    on_send: rx.EventHandler[_fields]


def draft_form(
    *content: rx.Component, attempt: Number, on_draft: Any, on_send: Any, **props: Any
) -> rx.Component:
    """A form around `content`."""
    return DraftForm.create(*content, attempt=attempt, on_draft=on_draft, on_send=on_send, **props)
