"""The palette on a page (assets/parts/palette.js), and the buttons that open it by touch."""

from typing import Any

import reflex as rx

from admin.palette.finding import Found
from admin.palette.state import PaletteState
from ui.texts import _

_OPEN = rx.Var("() => window.dispatchEvent(new Event('open-palette'))")


def _asked(asked: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (asked,)


class Palette(rx.Component):
    """An ARIA combobox in a dialog; Ctrl-K or Cmd-K opens it, and the event `open-palette`."""

    library = "$/public/parts/palette.js"
    tag = "Palette"

    found: rx.Var[Found]
    words: rx.Var[dict[str, str]]
    on_look: rx.EventHandler[_asked]


def palette() -> rx.Component:
    """Once on a page."""
    words = {
        "label": _("Search the back office"),
        "hint": _("Order, customer, product or page"),
        "results": _("What was found"),
        "count": _("{count} found; choose with the arrow keys", count="{count}"),
        "none": _(
            "Nothing fits. Whole numbers, phones and e-mails are found, and how names begin."
        ),
        "looking": _("Looking …"),
        "close": _("Close"),
        "keys": _("↑ ↓ to choose · Enter to open · Esc to close"),
    }
    return Palette.create(found=PaletteState.found, words=words, on_look=PaletteState.look)


def palette_button(*, below: bool = False) -> rx.Component:
    """Opens it by touch or click; `below`: as an entry of a phone's bottom bar."""
    size = 20 if below else 16
    keys = rx.el.kbd("Ctrl K", aria_hidden="true")
    look: dict[str, Any] = {"class_name": "palette-below" if below else "palette-button"}
    return rx.el.button(
        rx.icon("search", size=size, aria_hidden="true"),
        rx.el.span(_("Search")),
        *([] if below else [keys]),
        type="button",
        custom_attrs={"onClick": _OPEN, "aria-haspopup": "dialog"},
        **look,
    )
