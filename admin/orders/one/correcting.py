"""The panel that mends a mistyped carrier or tracking number."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of, number_at, order_at, text_in
from admin.orders.one.state import SheetState
from admin.parts.panels import side_panel
from commerce.errors import NotFound
from commerce.orders.fulfilling import CorrectParcel, correct_parcel
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.buttons import submit_button
from ui.parts.fields import text_field
from ui.parts.messages import toast_done
from ui.parts.refused import field_error, refusal_callout
from ui.refusals import Refusal
from ui.texts import _


class ParcelState(rx.State):
    """The open panel and the parcel in it."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    parcel_id: str = ""
    carrier: str = ""
    tracking: str = ""

    @rx.event
    async def open_panel(self, parcel_id: str) -> None:
        """Begin with what was typed."""
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            wanted = id_of(parcel_id, "parcel")
            parcel = next((p for p in (await order_at(at)).parcels if p.id == wanted), None)
            if parcel is None:
                raise NotFound("parcel")
            self.parcel_id, self.opened = str(wanted), True
            self.carrier, self.tracking = parcel.carrier, parcel.tracking_number

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def correct(self, form: dict[str, Any]) -> list[Any]:
        """Keep what is typed now."""
        done = None
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            given = {name: text_in(form, name) for name in ("carrier", "tracking_number")}
            command, parcel = CorrectParcel.parse(given), id_of(self.parcel_id, "parcel")
            await correct_parcel(at.session, number_at(at.path), parcel, command, at.actor)
            self.opened = False
            done = toast_done(_("Corrected. The customer is told."))
        return [event for event in (done, SheetState.refresh()) if event]


def parcel_panel() -> rx.Component:
    """Carrier and number."""
    refusal = ParcelState.refusal
    return side_panel(
        _("Correct the parcel"),
        refusal_callout(refusal),
        rx.el.form(
            text_field(
                "carrier",
                _("Carrier"),
                id="parcel-carrier",
                error=field_error(refusal, "carrier"),
                default_value=ParcelState.carrier,
                auto_complete="off",
            ),
            text_field(
                "tracking_number",
                _("Tracking number"),
                id="parcel-tracking",
                error=field_error(refusal, "tracking_number"),
                default_value=ParcelState.tracking,
                auto_complete="off",
            ),
            submit_button(_("Save and tell the customer")),
            on_submit=ParcelState.correct,
            class_name="stack",
            key=ParcelState.parcel_id,
        ),
        open_now=ParcelState.opened,
        on_close=ParcelState.close_panel,
    )
