"""The list of orders: tabs of what is to do, one row of filters, the newest first, live."""

import reflex as rx

from admin import paths
from admin.exchange.exports import orders_export
from admin.orders.list_parts import orders_table
from admin.orders.many.bar import choosing, many_bar
from admin.orders.many.cancelling import ManyCancelState, many_cancel_panel
from admin.orders.many.chosen import ChosenState
from admin.orders.many.shipping import ManyShipState, many_ship_panel
from admin.orders.state import OrdersState
from admin.orders.views.part import view_row, view_tabs
from admin.orders.views.state import ViewsState
from admin.parts.filters import filter_day, filter_row, filter_search, filter_select
from admin.parts.frame import page_head
from admin.shell.page import add_office_page, office_page
from ui.parts.badges import (
    Shown,
    fulfilment_states,
    order_states,
    payment_states,
)
from ui.parts.buttons import action_button, link_button
from ui.parts.fields import Option
from ui.parts.messages import empty_state
from ui.parts.pager import page_links
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import Text, filled, when
from ui.texts import _, localized


def add_pages(app: rx.App) -> None:
    """Register the list of orders."""
    add_office_page(
        app,
        paths.ORDERS,
        orders_page,
        title=lambda: _("Orders"),
        on_load=[
            ChosenState.clear,
            ManyShipState.close_panel,
            ManyCancelState.close_panel,
            ViewsState.load,
            OrdersState.load,
            OrdersState.follow,
        ],
    )


def orders_page() -> rx.Component:
    """The page."""
    return office_page(
        page_head(_("Orders"), actions=[orders_export()]),
        _tabs(),
        _filters(),
        view_row(),
        refusal_callout(OrdersState.refusal),
        refusal_callout(ChosenState.refusal),
        when_ready(OrdersState.is_hydrated & OrdersState.loaded, _list(), table_skeleton(10)),
        many_ship_panel(),
        many_cancel_panel(),
    )


def _tabs() -> rx.Component:
    counts = OrdersState.counts
    return rx.el.nav(
        _tab("", _("All"), ""),
        _tab("to_ship", _("To ship"), counts.to_ship),
        _tab("late", _("Late"), counts.late),
        _tab("to_pay", _("Waiting for payment"), counts.to_pay),
        _tab("to_deliver", _("On their way"), counts.to_deliver),
        view_tabs(),
        class_name="tabs",
        aria_label=_("What is to do"),
    )


def _tab(to_do: str, words: str, count: Text) -> rx.Component:
    query = f"?to_do={to_do}" if to_do else ""
    here = (OrdersState.asked.to_do == to_do) & (ViewsState.current == "")
    current = rx.cond(here, "page", "false")
    return rx.el.a(
        words,
        when(filled(count), rx.el.span(count, class_name="tab-count")),
        href=localized(f"{paths.ORDERS}/{query}"),
        class_name="tab",
        custom_attrs={"aria-current": current},
    )


def _filters() -> rx.Component:
    asked = OrdersState.asked
    return filter_row(
        filter_search("q", _("Search"), asked.q, hint=_("Number, phone, name, e-mail, SKU")),
        filter_select("payment", _("Payment"), _options(payment_states()), asked.payment),
        filter_select("fulfilment", _("Delivery"), _options(fulfilment_states()), asked.fulfilment),
        filter_select("status", _("Status"), _options(order_states()), asked.status),
        filter_day("since", _("From"), asked.since),
        filter_day("until", _("To"), asked.until),
        on_submit=OrdersState.narrow,
        on_clear=OrdersState.clear,
        any_set=OrdersState.narrows,
    )


def _options(states: dict[str, Shown]) -> list[Option]:
    return [Option(code, shown.words) for code, shown in states.items()]


def _list() -> rx.Component:
    return rx.fragment(
        many_bar(),
        orders_table(OrdersState.rows, _empty(), choosing=choosing),
        page_links(OrdersState.older_href, newer=OrdersState.newer_href),
    )


def _empty() -> rx.Component:
    nothing_found = empty_state(
        "search-x",
        _("No order fits"),
        _("Look for a whole order number, phone or e-mail, a SKU, or the beginning of a name."),
        action_button(_("Clear the filters"), OrdersState.clear),
    )
    all_done = empty_state(
        "circle-check", _("Nothing to do here"), _("Orders appear by themselves as they come in.")
    )
    none_yet = empty_state(
        "receipt-text",
        _("No orders yet"),
        _("The first one appears here by itself, at any hour."),
        link_button(_("Open the shop"), "/", tone="quiet"),
    )
    return when(
        OrdersState.narrows,
        nothing_found,
        when(filled(OrdersState.asked.to_do), all_done, none_yet),
    )
