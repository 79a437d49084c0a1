"""What became of each of many orders: how many were done, and why the others were not."""

from dataclasses import dataclass, field

import reflex as rx

from admin import paths
from ui.parts.messages import notice
from ui.parts.values import each, filled, is_some, when
from ui.texts import _, localized, plural


@dataclass(frozen=True, slots=True)
class NotDone:
    """One order that stayed as it was."""

    number: str
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """`done` says how many, in words; empty before anything was tried."""

    done: str = ""
    not_done: list[NotDone] = field(default_factory=list[NotDone])


def report_of(done: int, failed: dict[str, str]) -> Report:
    """The report of `done` orders and of those that failed, by number."""
    links = [NotDone(number, localized(paths.order(number)), why) for number, why in failed.items()]
    return Report(plural("{count} order done.", "{count} orders done.", done), links)


def report_notice(report: Report, close: rx.Component) -> rx.Component:
    """The report above the list, until it is closed; read out when it comes."""
    failed = rx.el.div(
        rx.el.p(_("These stayed as they were and are still chosen:"), class_name="strong"),
        rx.el.ul(each(report.not_done, _line), class_name="not-done"),
    )
    shown = when(
        is_some(report.not_done),
        notice(rx.el.p(report.done), failed, tone="warning", action=close),
        notice(rx.el.p(report.done), tone="good", action=close),
    )
    return rx.el.div(when(filled(report.done), shown), role="status")


def _line(one: NotDone) -> rx.Component:
    return rx.el.li(rx.el.a(one.number, href=one.href), " ", one.why)
