"""The panel that cancels an order: what that means is said before, and why is kept."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import number_at, order_at, reason_in
from admin.orders.one.state import SheetState
from admin.orders.one.words import reasons
from admin.parts.panels import side_panel
from commerce.orders.access import order_by_number
from commerce.orders.cancelling import cancel
from commerce.orders.states import OrderStatus
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.amounts import money_text
from ui.parts.buttons import submit_button
from ui.parts.fields import Option, select_field
from ui.parts.messages import notice, toast_done
from ui.parts.refused import field_error, refusal_callout
from ui.refusals import Refusal
from ui.texts import _, plural


class CancelState(rx.State):
    """The open panel and what cancelling would do."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    money: str = ""
    stock: str = ""

    @rx.event
    async def open_panel(self) -> None:
        """Say what cancelling means for this order's money and stock."""
        async with staff_at(self, Right.ORDERS_CANCEL) as at:
            order = await order_at(at)
            back = order.paid - order.refunded
            self.money = (
                _("{amount} goes back to the customer.", amount=money_text(back))
                if back
                else _("Nothing was paid, so nothing goes back.")
            )
            pieces = sum(line.quantity - line.refunded for line in order.lines if line.counted)
            back_in_stock = plural(
                "{count} piece goes back into stock.", "{count} pieces go back into stock.", pieces
            )
            self.stock = back_in_stock if pieces else ""
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def cancel(self, form: dict[str, Any]) -> list[Any]:
        """Cancel the order; one that is cancelled already stays as it is."""
        done = None
        async with staff_at(self, Right.ORDERS_CANCEL) as at:
            reason = reason_in(form)
            order = await order_by_number(at.session, number_at(at.path), lock=True)
            if order.status != OrderStatus.CANCELLED:
                await cancel(at.session, order, at.actor, reason)
            self.opened = False
            done = toast_done(_("The order is cancelled. The customer is told."))
        return [event for event in (done, SheetState.refresh()) if event]


def cancel_panel() -> rx.Component:
    """What happens, then why, then the button."""
    refusal = CancelState.refusal
    choose = Option("", _("Please choose"), disabled=True)
    why = [Option(code, words) for code, words in reasons().items()]
    return side_panel(
        _("Cancel the order"),
        refusal_callout(refusal),
        notice(
            rx.el.p(CancelState.money, class_name="strong"),
            rx.el.p(CancelState.stock),
            rx.el.p(_("This cannot be undone.")),
            tone="warning",
        ),
        rx.el.form(
            select_field(
                "reason",
                _("Why?"),
                [choose, *why],
                error=field_error(refusal, "reason"),
                default_value="",
            ),
            submit_button(_("Cancel the order"), tone="danger"),
            on_submit=CancelState.cancel,
            class_name="stack",
        ),
        open_now=CancelState.opened,
        on_close=CancelState.close_panel,
    )
