"""One order of the shop: what it holds, what happened, and what to do with it next."""

import reflex as rx

from admin import paths
from admin.orders.one import parts
from admin.orders.one.campaigns import campaigns
from admin.orders.one.cancelling import CancelState, cancel_panel
from admin.orders.one.correcting import ParcelState, parcel_panel
from admin.orders.one.handed import handed
from admin.orders.one.refund_state import RefundState
from admin.orders.one.refunding import refund_panel
from admin.orders.one.shipping import ShipState, ship_panel
from admin.orders.one.state import SheetState
from admin.parts.frame import page_head
from admin.parts.moments import time_tag
from admin.shell.page import add_office_page, office_page
from ui.parts.badges import fulfilment_badge, order_badge, payment_badge
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state, notice
from ui.parts.skeletons import bone, waiting
from ui.parts.values import filled, when
from ui.texts import _

PANELS = (ShipState, ParcelState, RefundState, CancelState)


def add_pages(app: rx.App) -> None:
    """Register the page of one order."""
    add_office_page(
        app,
        paths.ORDER,
        order_page,
        title=lambda: rx.cond(SheetState.sheet.number, SheetState.sheet.number, _("Order")).to(str),
        on_load=[*(panel.close_panel for panel in PANELS), SheetState.follow],
    )


def order_page() -> rx.Component:
    """The page."""
    return office_page(
        rx.fragment(
            rx.match(
                SheetState.found,
                ("yes", _order()),
                ("no", rx.el.div(page_head(_("Order"), back=_back()), _missing())),
                rx.el.div(page_head(_("Order"), back=_back()), _waiting()),
            )
        ),
        ship_panel(),
        parcel_panel(),
        refund_panel(),
        cancel_panel(),
    )


def _order() -> rx.Component:
    sheet = SheetState.sheet
    return rx.el.div(
        page_head(
            sheet.number,
            order_badge(sheet.status),
            payment_badge(sheet.payment),
            when(filled(sheet.fulfilment), fulfilment_badge(sheet.fulfilment)),
            rx.el.span(time_tag(sheet.placed), class_name="quiet"),
            actions=_actions(),
            back=_back(),
        ),
        when(
            filled(sheet.deadline),
            notice(sheet.deadline),
        ),
        when(
            filled(sheet.closed),
            notice(_("Closed:"), " ", sheet.closed),
        ),
        rx.el.div(
            rx.el.div(
                parts.items(sheet),
                parts.parcels(sheet),
                campaigns(sheet),
                handed(sheet),
                parts.money(sheet),
            ),
            rx.el.div(parts.customer(sheet), parts.history(sheet)),
            class_name="with-side",
        ),
    )


def _actions() -> list[rx.Component]:
    sheet = SheetState.sheet
    ship = action_button(_("Ship"), ShipState.open_panel, icon="truck", tone="primary")
    refund = action_button(_("Refund"), RefundState.open_panel, icon="undo-2")
    cancel = action_button(_("Cancel"), CancelState.open_panel, icon="x", tone="danger")
    return [
        when(sheet.may_ship, ship),
        when(sheet.may_refund, refund),
        when(sheet.may_cancel, cancel),
    ]


def _back() -> tuple[str, str]:
    return (paths.ORDERS, _("Orders"))


def _missing() -> rx.Component:
    return empty_state(
        "search-x",
        _("There is no such order"),
        _("The number may be mistyped. The list finds orders by phone, name and e-mail too."),
        link_button(_("All orders"), paths.ORDERS, tone="quiet"),
    )


def _waiting() -> rx.Component:
    return waiting(bone("40%", "32px"), *(bone(height="96px") for _n in range(3)))
