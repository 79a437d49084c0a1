"""The table of orders, as the list and the start page show it."""

from collections.abc import Callable

import reflex as rx

from admin.orders.rows import OrderRow
from admin.parts.moments import time_tag
from admin.parts.tables import Column, data_table, row_link
from ui.parts.badges import fulfilment_badge, label_badge, order_badge, payment_badge
from ui.parts.pictures import picture
from ui.parts.values import Many, filled, when
from ui.texts import _

_CUSTOMER, _CONTENTS = 2, 3  # the cells that some places leave out


def orders_table(
    rows: Many,
    empty: rx.Component,
    *,
    contents: bool = True,
    customer: bool = True,
    choosing: Callable[[OrderRow], rx.Component] | None = None,
) -> rx.Component:
    """The rows, each a link to its order; cards on a phone. `contents`: where there is room;
    `customer`: where the orders are of several.

    `choosing(row)`: the box that chooses an order, where many are worked on at a time.
    """
    columns = [
        Column(_("Order")),
        Column(_("Placed")),
        *([Column(_("Customer"))] if customer else []),
        *([Column(_("Contents"))] if contents else []),
        Column(_("State")),
        Column(_("Total"), end=True),
    ]

    left_out = {*([] if customer else [_CUSTOMER]), *([] if contents else [_CONTENTS])}

    def cells(row: OrderRow) -> list[rx.Component]:
        box = choosing(row) if choosing else rx.fragment()
        return [cell for n, cell in enumerate(_cells(row, box)) if n not in left_out]

    caption = _("Orders, the newest first")
    return data_table(columns, rows, cells, caption=caption, empty=empty)


def _cells(row: OrderRow, box: rx.Component) -> list[rx.Component]:
    return [
        rx.el.span(
            box,
            row_link(row.href, row.number),
            when(row.is_new, label_badge(_("New"), color="iris")),
            class_name="row-number",
        ),
        time_tag(row.placed),
        rx.el.span(row.customer),
        rx.el.span(
            picture(row.image, "", width=32, height=32),
            rx.el.span(
                rx.el.span(row.first_line, class_name="order-first-line"),
                rx.el.span(row.pieces, class_name="quiet small"),
                class_name="order-contents-text",
            ),
            class_name="order-contents",
        ),
        rx.el.span(
            when(filled(row.status), order_badge(row.status)),
            when(filled(row.payment), payment_badge(row.payment)),
            when(filled(row.fulfilment), fulfilment_badge(row.fulfilment)),
            class_name="badges",
        ),
        rx.el.span(row.total, class_name="number strong"),
    ]
