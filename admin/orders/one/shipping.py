"""The panel that sends a parcel: which pieces, which carrier, which number."""

from typing import Any
from uuid import uuid4

import reflex as rx

from admin.orders.one.asked import number_at, pieces_in, text_in
from admin.orders.one.sheet import SheetLine
from admin.orders.one.state import SheetState
from admin.orders.one.words import CARRIERS
from admin.parts.panels import side_panel
from commerce.orders.fulfilling import ShipLines, ship
from commerce.orders.queries import carriers_used
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.buttons import submit_button
from ui.parts.fields import text_field
from ui.parts.messages import toast_done
from ui.parts.pictures import picture
from ui.parts.refused import field_error, refusal_callout
from ui.parts.values import each, filled, when
from ui.refusals import Refusal
from ui.texts import _


class ShipState(rx.State):
    """The open panel. `request_key` is one for each opening: a second click is the same parcel."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    request_key: str = ""
    carrier: str = ""
    carriers: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    async def open_panel(self) -> None:
        """Begin a parcel, with the carrier that was used last."""
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            used = await carriers_used(at.session)
            self.carrier = used[0] if used else ""
            self.carriers = list(dict.fromkeys((*used, *CARRIERS)))
            self.request_key = str(uuid4())
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def ship(self, form: dict[str, Any]) -> list[Any]:
        """Send what the form says on its way."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            command = ShipLines.parse(
                {
                    "request_key": self.request_key,
                    "carrier": text_in(form, "carrier"),
                    "tracking_number": text_in(form, "tracking_number"),
                    "lines": pieces_in(form),
                }
            )
            await ship(at.session, number_at(at.path), command, at.actor)
            self.opened = False
            done = toast_done(_("Shipped. The customer is told."))
        return [event for event in (done, SheetState.refresh()) if event]


def ship_panel() -> rx.Component:
    """Quantities prefilled with all that is left, then carrier and number."""
    refusal = ShipState.refusal
    return side_panel(
        _("Ship"),
        refusal_callout(refusal),
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(_("What is in this parcel?"), class_name="field-label"),
                each(SheetState.sheet.lines, _line),
                rx.el.p(field_error(refusal, "lines"), class_name="field-error"),
                class_name="pick-lines",
            ),
            text_field(
                "carrier",
                _("Carrier"),
                error=field_error(refusal, "carrier"),
                default_value=ShipState.carrier,
                key=ShipState.request_key,
                auto_complete="off",
                custom_attrs={"list": "carriers"},
            ),
            rx.el.datalist(
                rx.foreach(ShipState.carriers, lambda name: rx.el.option(value=name)), id="carriers"
            ),
            text_field(
                "tracking_number",
                _("Tracking number"),
                error=field_error(refusal, "tracking_number"),
                auto_complete="off",
                custom_attrs={"autocapitalize": "characters", "spellCheck": "false"},
            ),
            submit_button(_("Ship and tell the customer")),
            on_submit=ShipState.ship,
            class_name="stack",
        ),
        open_now=ShipState.opened,
        on_close=ShipState.close_panel,
        text=_("The customer gets the carrier and the number by SMS or e-mail."),
    )


def _line(line: SheetLine) -> rx.Component:
    name = f"lines.{line.n}"
    picked = rx.el.label(
        picture(line.image, "", width=40, height=40),
        rx.el.span(
            rx.el.span(line.name, class_name="strong"),
            rx.el.span(line.options, " ", line.sku, class_name="quiet small"),
            class_name="pick-name",
        ),
        rx.el.input(
            type="number",
            name=name,
            default_value=line.to_ship.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            key=f"{ShipState.request_key}-{line.n}",
            min=0,
            max=line.to_ship,
            input_mode="numeric",
            class_name="input pick-count",
        ),
        rx.el.span(f"/ {line.to_ship}", class_name="quiet number"),
        class_name="pick-line",
    )
    wrong = field_error(ShipState.refusal, name)
    return when(
        line.to_ship > 0,
        rx.el.div(picked, when(filled(wrong), rx.el.p(wrong, class_name="field-error"))),
    )
