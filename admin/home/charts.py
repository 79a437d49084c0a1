"""Charts of a day: today's hours as bars, last week's behind them; the same as a table to hear."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from admin.home.figures import TALL
from ui.parts.values import Many, Text, each, filled, when
from ui.texts import _

WIDE = 480


def figure_stat(label: str, figure: Any) -> rx.Component:
    """A figure of today, its change against last week, and what it was before."""
    change = rx.el.span(
        figure.change,
        class_name="stat-change",
        custom_attrs={"data-down": rx.cond(figure.change.startswith("-"), "true", "false")},
    )
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(
            rx.el.span(figure.value),
            " ",
            when(filled(figure.change), change),
            rx.el.p(figure.before, class_name="stat-note"),
        ),
        class_name="stat",
    )


def hour_chart(
    title: str,
    hours: Many,
    bar: Callable[[Any], Any],
    text: Callable[[Any], Text],
    hint: Callable[[Any], Text],
) -> rx.Component:
    """`bar`, `text` and `hint` say which of an hour's figures it draws."""

    def rects(hour: Any) -> rx.Component:
        shape = bar(hour)
        return rx.el.svg.g(
            _rect(hour.behind_x, 16, shape.week_y, shape.week_height, "bar-week"),
            _rect(hour.x, 8, shape.y, shape.height, "bar-now"),
        )

    def pointed(hour: Any) -> rx.Component:
        return rx.el.span(title=hint(hour))

    drawing = rx.el.svg(
        each(hours, rects),
        view_box=f"0 0 {WIDE} {TALL}",
        custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
    )
    return rx.el.figure(
        rx.el.figcaption(title, class_name="strong"),
        rx.el.div(
            drawing,
            rx.el.div(each(hours, pointed), class_name="chart-points", aria_hidden="true"),
            class_name="chart-field",
        ),
        rx.el.div(
            *(rx.el.span(f"{n:02}:00") for n in (0, 6, 12, 18)),
            class_name="chart-hours quiet",
            aria_hidden="true",
        ),
        _heard(title, hours, text),
        class_name="chart",
    )


def legend() -> rx.Component:
    """Which bar is which day."""
    return rx.el.p(
        rx.el.span(class_name="legend-now"),
        rx.el.span(_("Today")),
        rx.el.span(class_name="legend-week"),
        rx.el.span(_("A week ago")),
        class_name="chart-legend quiet",
    )


def _rect(x: Text, width: int, y: Text, height: Text, kind: str) -> rx.Component:
    return rx.el.svg.rect(x=x, y=y, width=str(width), height=height, class_name=kind)


def _heard(title: str, hours: Many, text: Callable[[Any], Text]) -> rx.Component:
    def row(hour: Any) -> rx.Component:
        return rx.el.tr(rx.el.th(hour.hour, scope="row"), rx.el.td(text(hour)))

    head = rx.el.tr(rx.el.th(_("Hour"), scope="col"), rx.el.th(_("Today"), scope="col"))
    table = rx.el.table(rx.el.caption(title), rx.el.thead(head), rx.el.tbody(each(hours, row)))
    return rx.el.div(table, class_name="hidden-but-read")
