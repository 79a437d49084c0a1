"""Tables that become cards on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ui.parts.values import Children, Many, Text, each, is_some, when


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; figures stand at the `end`."""

    label: str
    end: bool = False


def data_table(
    columns: Sequence[Column],
    rows: Many,
    cells: Callable[[Any], Sequence[Children]],
    *,
    caption: Text,
    empty: rx.Component,
) -> rx.Component:
    """`cells(row)` gives a row's cells, in the order of `columns`; `empty` when there is no row.

    Begin with a `row_link`, and each row has one link that says where it leads.
    """

    def drawn(row: Any) -> rx.Component:
        shown = zip(columns, cells(row), strict=True)
        return rx.el.tr(*(_cell(column, content) for column, content in shown))

    table = rx.el.table(
        rx.el.caption(caption, class_name="hidden-but-read"),
        rx.el.thead(rx.el.tr(*(_heading(column) for column in columns))),
        rx.el.tbody(each(rows, drawn)),
        class_name="table",
    )
    return rx.el.div(when(is_some(rows), table, empty), class_name="table-wrap")


def row_link(href: Text, *content: Children) -> rx.Component:
    """The link of a row's first cell; `href` as it is (use `ui.texts.localized`)."""
    return rx.el.a(*content, href=href, class_name="row-link")


def _heading(column: Column) -> rx.Component:
    return rx.el.th(column.label, scope="col", custom_attrs=_end(column))


def _cell(column: Column, content: Children) -> rx.Component:
    return rx.el.td(content, custom_attrs={"data-label": column.label} | _end(column))


def _end(column: Column) -> dict[str, str]:
    return {"data-end": "true"} if column.end else {}
