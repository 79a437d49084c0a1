"""The bar above the list: choose all, and what to do with what is chosen."""

import reflex as rx

from admin import paths
from admin.orders.many.cancelling import ManyCancelState
from admin.orders.many.chosen import ChosenState
from admin.orders.many.report import report_notice
from admin.orders.many.shipping import ManyShipState
from admin.orders.rows import OrderRow
from admin.orders.state import OrdersState
from admin.shell.page import may
from commerce.people.rights import Right
from ui.parts.buttons import action_button, icon_button, link_button
from ui.parts.values import filled, when
from ui.texts import _


def many_bar() -> rx.Component:
    """The report of what was done, and the bar; nothing for who may do none of it."""
    close = icon_button("x", _("Close"), ChosenState.clear)
    bar = rx.el.div(
        action_button(_("All on this page"), ChosenState.choose_page, tone="plain"),
        action_button(_("All of this view"), ChosenState.choose_view, tone="plain"),
        when(filled(ChosenState.words), _deeds()),
        class_name="many-bar",
        role="group",
        aria_label=_("Chosen orders"),
    )
    allowed = may(Right.ORDERS_FULFIL) | may(Right.ORDERS_CANCEL)
    return rx.fragment(
        report_notice(ChosenState.report, close),
        when(allowed & (OrdersState.rows.length() > 0), bar),
    )


def _deeds() -> rx.Component:
    limit = ChosenState.limit
    ship = action_button(_("Ship"), ManyShipState.open_panel, icon="truck", tone="primary")
    named = ChosenState.numbers.join(",")  # pyright: ignore[reportAttributeAccessIssue]
    papers = link_button(_("Print"), f"{paths.PRINT}/?orders={named}", icon="printer", tone="quiet")
    cancel = action_button(_("Cancel"), ManyCancelState.open_panel, icon="x", tone="danger")
    return rx.el.div(
        rx.el.span(ChosenState.words, class_name="strong number", role="status"),
        when(filled(limit), rx.el.span(limit, class_name="quiet small")),
        when(may(Right.ORDERS_FULFIL), rx.fragment(ship, papers)),
        when(may(Right.ORDERS_CANCEL), cancel),
        icon_button("eraser", _("Choose none"), ChosenState.clear),
        class_name="many-deeds",
    )


def choosing(row: OrderRow) -> rx.Component:
    """The box that chooses an order."""
    box = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=ChosenState.numbers.contains(row.number),
            on_change=ChosenState.choose(row.number),
            aria_label=_("Choose {number}", number=row.number),
        ),
        class_name="many-box",
    )
    return when(may(Right.ORDERS_FULFIL) | may(Right.ORDERS_CANCEL), box)
