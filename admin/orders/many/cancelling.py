"""The panel that cancels many orders for one reason."""

from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from admin.orders.many.asked import numbers_in
from admin.orders.many.chosen import ChosenState, take_report
from admin.orders.one.asked import reason_in
from admin.orders.one.words import reasons
from admin.parts.panels import side_panel
from commerce.orders.many import cancel_one
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.buttons import submit_button
from ui.parts.fields import Option, select_field
from ui.parts.messages import notice
from ui.parts.refused import field_error, refusal_callout
from ui.refusals import Refusal
from ui.texts import _

STEP = 10


class ManyCancelState(rx.State):
    """The open panel."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    progress: str = ""

    @rx.event
    async def open_panel(self) -> None:
        """Ask for the reason."""
        async with staff_at(self, Right.ORDERS_CANCEL):
            self.opened, self.progress = True, ""

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def cancel(self, form: dict[str, Any]) -> AsyncGenerator[None]:
        """Cancel each in a transaction of its own; what fails is told with its reason."""
        numbers: list[str] = []
        reason, failed = "", dict[str, str]()
        async with staff_at(self, Right.ORDERS_CANCEL):
            reason = reason_in(form)
            numbers = numbers_in(form)
        for place, number in enumerate(numbers):
            async with staff_at(self, Right.ORDERS_CANCEL) as at:
                await cancel_one(at.session, number, reason, at.actor)
            if self.refusal is not None:
                failed[number] = self.refusal.sentence
            if place % STEP == STEP - 1:
                self.progress = f"{place + 1} / {len(numbers)}"
                yield
        if numbers:
            await self._end(len(numbers) - len(failed), failed)

    async def _end(self, done: int, failed: dict[str, str]) -> None:
        async with staff_at(self, Right.ORDERS_CANCEL):
            take_report(await self.get_state(ChosenState), done, failed)
        self.opened, self.progress = False, ""


def many_cancel_panel() -> rx.Component:
    """What happens, then why, then the button."""
    refusal = ManyCancelState.refusal
    choose = Option("", _("Please choose"), disabled=True)
    why = [Option(code, words) for code, words in reasons().items()]
    return side_panel(
        _("Cancel the chosen orders"),
        refusal_callout(refusal),
        notice(
            rx.el.p(ChosenState.words, class_name="strong"),
            rx.el.p(_("What was paid goes back to the customers, the goods into stock.")),
            rx.el.p(_("This cannot be undone.")),
            tone="warning",
        ),
        rx.el.form(
            rx.el.input(
                type="hidden",
                name="numbers",
                default_value=ChosenState.numbers.join(" "),  # pyright: ignore[reportAttributeAccessIssue]
            ),
            select_field(
                "reason",
                _("Why?"),
                [choose, *why],
                error=field_error(refusal, "reason"),
                default_value="",
            ),
            submit_button(_("Cancel the orders"), tone="danger"),
            rx.el.p(ManyCancelState.progress, role="status", class_name="quiet number"),
            on_submit=ManyCancelState.cancel,
            class_name="stack",
        ),
        open_now=ManyCancelState.opened,
        on_close=ManyCancelState.close_panel,
    )
