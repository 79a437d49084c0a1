"""Two people saved one thing: what differs, both values side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ui.parts.messages import notice
from ui.parts.values import Many
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else saved otherwise."""

    label: str
    mine: str
    theirs: str


def texts_differing(
    mine: Mapping[str, str], theirs: Mapping[str, str], labels: Mapping[str, str]
) -> list[Difference]:
    """Both values of every labelled field that differs; a ticked box reads 'on'."""
    return [
        Difference(label, _said(mine.get(name, "")), _said(theirs.get(name, "")))
        for name, label in labels.items()
        if mine.get(name, "").strip() != theirs.get(name, "").strip()
    ]


def both_values(differs: Many, *, action: rx.Component | None = None, **props: Any) -> rx.Component:
    """The table of what differs; the next save replaces what was saved meanwhile."""
    return notice(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(_("Setting"), scope="col"),
                    rx.el.th(_("Yours"), scope="col"),
                    rx.el.th(_("Saved meanwhile"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(differs, _difference)),
            class_name="both-values",
        ),
        rx.el.p(_("Save again to keep yours, or take what was saved.")),
        tone="warning",
        action=action,
        **props,
    )


def _difference(found: Difference) -> rx.Component:
    return rx.el.tr(
        rx.el.th(found.label, scope="row"), rx.el.td(found.mine), rx.el.td(found.theirs)
    )


def _said(value: str) -> str:
    return _("Yes") if value == "on" else value or "–"
