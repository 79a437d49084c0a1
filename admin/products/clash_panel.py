"""What two people changed, side by side, and the choice between both."""

import reflex as rx

from admin.products.clashes import KEEP, Clash
from admin.products.editor_state import EditorState
from ui.parts.messages import notice
from ui.parts.values import is_some, when
from ui.texts import _


def clash_panel() -> rx.Component:
    """Within the product's form; nothing while there is no clash."""
    panel = notice(
        rx.el.p(
            _("Somebody else saved this product first."),
            class_name="strong",
        ),
        rx.el.p(_("Nothing of yours is lost. Choose what to keep, then save again.")),
        rx.el.div(rx.foreach(EditorState.clashes, _clash), class_name="clashes"),
        tone="warning",
    )
    return rx.el.div(when(is_some(EditorState.clashes), panel), role="alert")


def _clash(clash: Clash) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(clash.label, class_name="strong"),
        _side(clash, "mine", _("Yours"), clash.mine),
        _side(clash, "theirs", _("Saved meanwhile"), clash.theirs),
        class_name="clash",
        key=clash.name + clash.theirs,
    )


def _side(clash: Clash, side: str, words: str, value: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=f"{KEEP}{clash.name}",
            value=side,
            default_checked=clash.keep == side,
        ),
        rx.el.span(words, class_name="quiet small"),
        rx.el.span(value, class_name="clash-value"),
        class_name="choice",
    )
