"""What happened, newest first, with who and when."""

from dataclasses import dataclass

import reflex as rx

from ui.parts.values import each, filled, when


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `tone`: '', 'good', 'problem' or 'now'.

    `at` is ISO 8601 for machines, `hover` the moment in full for who points at it.
    """

    title: str
    when: str
    at: str = ""
    who: str = ""
    detail: str = ""
    tone: str = ""
    hover: str = ""


def timeline(entries: rx.Var[list[Entry]] | list[Entry]) -> rx.Component:
    """The entries in the order given."""
    return rx.el.ol(each(entries, _entry), class_name="timeline")


def _entry(entry: Entry) -> rx.Component:
    return rx.el.li(
        rx.el.p(entry.title, class_name="timeline-title"),
        when(filled(entry.detail), rx.el.p(entry.detail)),
        rx.el.p(
            rx.el.time(entry.when, date_time=entry.at, title=entry.hover),
            when(filled(entry.who), rx.el.span(" · ", entry.who)),
            class_name="timeline-side",
        ),
        custom_attrs={"data-tone": entry.tone},
    )
