"""The panel that sends many orders: one carrier, a tracking number for each."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from admin.orders.many.asked import numbers_in, own_in
from admin.orders.many.chosen import ChosenState, take_report
from admin.orders.one.asked import text_in
from admin.orders.one.words import CARRIERS
from admin.parts.panels import side_panel
from commerce.errors import InvalidInput
from commerce.orders.many import WholeParcel, send_rest
from commerce.orders.queries import carriers_used
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.buttons import submit_button
from ui.parts.fields import text_field
from ui.parts.refused import field_error, refusal_callout
from ui.refusals import Refusal
from ui.texts import _

STEP = 10  # orders between two words about how far it is


class ManyShipState(rx.State):
    """The open panel. `key`: one for each opening, so that a second click sends nothing twice."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    key: str = ""
    carrier: str = ""
    carriers: rx.Field[list[str]] = rx.field(default_factory=list)
    progress: str = ""

    @rx.event
    async def open_panel(self) -> None:
        """Begin, with the carrier that was used last."""
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            used = await carriers_used(at.session)
            self.carrier = used[0] if used else ""
            self.carriers = list(dict.fromkeys((*used, *CARRIERS)))
            self.key, self.progress, self.opened = str(uuid4()), "", True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def ship(self, form: dict[str, Any]) -> AsyncGenerator[None]:
        """Send each in a transaction of its own; what fails is told with its reason."""
        numbers: list[str] = []
        carrier, failed = "", dict[str, str]()
        async with staff_at(self, Right.ORDERS_FULFIL):
            carrier = text_in(form, "carrier").strip()
            if not carrier:
                raise InvalidInput.of("carrier", "missing")
            numbers = numbers_in(form)
        for place, number in enumerate(numbers):
            async with staff_at(self, Right.ORDERS_FULFIL) as at:
                tracking = own_in(form, "tracking", place).strip()
                if not tracking:
                    raise InvalidInput.of("", "no_tracking_number")
                parcel = WholeParcel(UUID(self.key or str(uuid4())), carrier, tracking)
                await send_rest(at.session, number, parcel, at.actor)
            if self.refusal is not None:
                failed[number] = self.refusal.sentence
            if place % STEP == STEP - 1:
                self.progress = f"{place + 1} / {len(numbers)}"
                yield
        if numbers:
            await self._end(len(numbers) - len(failed), failed)

    async def _end(self, done: int, failed: dict[str, str]) -> None:
        async with staff_at(self, Right.ORDERS_FULFIL):
            take_report(await self.get_state(ChosenState), done, failed)
        self.opened, self.progress = False, ""


def many_ship_panel() -> rx.Component:
    """The carrier once, and a field for each order in the order of choosing."""
    refusal = ManyShipState.refusal
    return side_panel(
        _("Ship the chosen orders"),
        refusal_callout(refusal),
        rx.el.form(
            rx.el.input(
                type="hidden",
                name="numbers",
                default_value=ChosenState.numbers.join(" "),  # pyright: ignore[reportAttributeAccessIssue]
                key=ManyShipState.key,
            ),
            text_field(
                "carrier",
                _("Carrier"),
                error=field_error(refusal, "carrier"),
                default_value=ManyShipState.carrier,
                key=ManyShipState.key,
                auto_complete="off",
                custom_attrs={"list": "many-carriers"},
            ),
            rx.el.datalist(
                rx.foreach(ManyShipState.carriers, lambda name: rx.el.option(value=name)),
                id="many-carriers",
            ),
            rx.el.fieldset(
                rx.el.legend(_("Tracking number of each order"), class_name="field-label"),
                rx.foreach(ChosenState.numbers, _line),
                class_name="many-lines",
            ),
            submit_button(_("Ship and tell the customers")),
            rx.el.p(ManyShipState.progress, role="status", class_name="quiet number"),
            on_submit=ManyShipState.ship,
            class_name="stack",
        ),
        open_now=ManyShipState.opened,
        on_close=ManyShipState.close_panel,
        text=_("All that is left of each goes in one parcel. What has no number stays."),
    )


def _line(number: rx.Var[str], place: rx.Var[int]) -> rx.Component:
    return rx.el.label(
        rx.el.span(number, class_name="number strong"),
        rx.el.input(
            name=f"tracking.{place}",
            class_name="input",
            auto_complete="off",
            key=f"{ManyShipState.key}-{number}",
            custom_attrs={"autocapitalize": "characters", "spellCheck": "false"},
        ),
        class_name="many-line",
    )
