"""Light, dark or as the system has it."""

import reflex as rx
from reflex.style import color_mode, set_color_mode

from ui.texts import _


def theme_switch(identity: str = "theme") -> rx.Component:
    """Follows the system until told otherwise; the choice stays in this browser."""
    choices = (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
    return rx.el.select(
        *(rx.el.option(words, value=mode) for mode, words in choices),
        value=color_mode,
        on_change=_choose,
        class_name="select switch-select",
        aria_label=_("Colours"),
        custom_attrs={"id": identity},
    )


def _choose(mode: rx.Var) -> rx.event.EventSpec:
    return set_color_mode(mode)
