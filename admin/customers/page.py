"""Customers: who has an account, how to reach them and what they ordered; the newest first."""

import reflex as rx

from admin import paths
from admin.customers.rows import CustomerLine
from admin.customers.state import CustomersState
from admin.parts.filters import filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.parts.tables import Column, data_table, row_link
from admin.shell.page import add_office_page, office_page
from ui.parts.buttons import action_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state
from ui.parts.pager import page_links
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the list of customers."""
    add_office_page(
        app,
        paths.CUSTOMERS,
        customers_page,
        title=lambda: _("Customers"),
        on_load=[CustomersState.load],
    )


def customers_page() -> rx.Component:
    """The page."""
    state = CustomersState
    return office_page(
        page_head(_("Customers")),
        _filters(),
        refusal_callout(state.refusal),
        when_ready(state.is_hydrated & state.loaded, _list(), table_skeleton(10)),
    )


def _filters() -> rx.Component:
    asked = CustomersState.asked
    least = [Option(n, _("{count} or more", count=n)) for n in ("1", "2", "5", "10")]
    hint = _("Phone, e-mail, name on an order, order number")
    return filter_row(
        filter_search("q", _("Search"), asked["q"], hint=hint),
        filter_select("orders", _("Orders"), least, asked["orders"]),
        on_submit=CustomersState.narrow,
        on_clear=CustomersState.clear,
        any_set=CustomersState.narrows,
    )


def _list() -> rx.Component:
    older, newest = CustomersState.older_href, CustomersState.newest_href
    columns = [
        Column(_("Customer")),
        Column(_("Phone")),
        Column(_("E-mail")),
        Column(_("Orders"), end=True),
        Column(_("Paid"), end=True),
        Column(_("Last order")),
        Column(_("Since")),
    ]
    caption = _("Customers, the newest first")
    return rx.fragment(
        data_table(columns, CustomersState.rows, _cells, caption=caption, empty=_empty()),
        page_links(older, newest),
    )


def _cells(row: CustomerLine) -> list[rx.Component]:
    return [
        row_link(row.href, row.name),
        rx.el.span(row.phone, class_name="number"),
        rx.el.span(row.email, class_name="customer-email"),
        rx.el.span(row.orders, class_name="number"),
        rx.el.span(row.paid, class_name="number strong"),
        time_tag(row.last),
        time_tag(row.since),
    ]


def _empty() -> rx.Component:
    nothing_fits = empty_state(
        "search-x",
        _("No customer fits"),
        _("Look for a whole phone or e-mail, an order number, or how a name on an order begins."),
        action_button(_("Clear the filters"), CustomersState.clear),
    )
    none_yet = empty_state(
        "contact-round",
        _("No customers yet"),
        _("Whoever makes an account appears here. Guests are found by their orders."),
    )
    return when(CustomersState.narrows, nothing_fits, none_yet)
