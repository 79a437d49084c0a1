"""My orders."""

import reflex as rx

from storefront import paths
from storefront.account.orders_state import AccountOrdersState, OrderTile
from storefront.account.parts import account_page
from ui.parts.badges import fulfilment_badge, order_badge, payment_badge
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import text_skeleton, when_ready
from ui.parts.values import is_some, when
from ui.texts import _


def orders_page() -> rx.Component:
    """All orders of this customer."""
    state = AccountOrdersState
    return account_page(
        _("My orders"),
        refusal_callout(state.refusal),
        when_ready(
            state.loaded, when(is_some(state.orders), _orders(), _nothing()), text_skeleton(6)
        ),
    )


def _orders() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(AccountOrdersState.orders, _order), class_name="account-orders"),
        when(
            AccountOrdersState.more,
            action_button(_("Show older ones"), AccountOrdersState.show_more),
        ),
        class_name="stack",
    )


def _order(order: OrderTile) -> rx.Component:
    state = rx.cond(
        order.status == "open",
        rx.cond(
            order.payment == "paid",
            fulfilment_badge(order.fulfilment),
            payment_badge(order.payment),
        ),
        order_badge(order.status),
    )
    return rx.el.li(
        picture(order.picture, "", width=72, height=72),
        rx.el.div(
            rx.el.a(order.first_line, href=order.href, class_name="strong"),
            rx.el.p(
                order.placed, " · ", order.pieces, " · ", order.number, class_name="quiet small"
            ),
            class_name="stack-tight account-order-name",
        ),
        rx.el.div(
            rx.el.p(order.total, class_name="number strong"), state, class_name="account-order-side"
        ),
        class_name="account-order",
    )


def _nothing() -> rx.Component:
    return empty_state(
        "receipt-text",
        _("No orders yet"),
        _("What you order while logged in is listed here, on every device."),
        link_button(_("Look around"), paths.HOME),
    )
