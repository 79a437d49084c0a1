"""Delivery zones: the list, and the panel of the one that is being edited."""

from typing import Any
from uuid import UUID

import reflex as rx

from admin.delivery.zone_form import (
    FIELDS,
    STEP,
    ZoneLine,
    edit_of,
    empty_form,
    flat_of,
    labels,
    zone_line,
)
from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from commerce.delivery.queries import delivery_zones
from commerce.delivery.zones import create_zone, remove_zone, save_zone, standing_zone
from commerce.errors import NotFound, StaleEdit
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit


class ZonesState(rx.State):
    """`form`: what the panel's fields begin with; `zone_id`: '' for a new one."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    lines: rx.Field[list[ZoneLine]] = rx.field(default_factory=list)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    zone_id: str = ""
    version: int = 0
    is_open: bool = False
    drawn: int = 0
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them all; a page that is opened begins without the panel."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            self.is_open = False
            await self._read(at)

    @rx.event
    async def edit(self, zone_id: str) -> None:
        """Open the panel: for that zone, or with '' for a new one."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            zones = await delivery_zones(at.session)
            if zone_id:
                found = [zone for zone in zones if str(zone.id) == zone_id]
                if not found:
                    raise NotFound("delivery_zone")
                self.form, self.version = flat_of(standing_zone(found[0])), found[0].version
            else:
                last = max((zone.position for zone in zones), default=-STEP)
                self.form, self.version = empty_form(last + STEP), 0
            self.zone_id, self.is_open, self.differs = zone_id, True, []
            self.drawn += 1

    @rx.event
    async def close(self) -> None:
        """Put the panel away."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save; when somebody else was first both values are shown, and the next save wins."""
        given = texts_of(form, FIELDS)
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            edit = edit_of(given, self.version, self.form["code"] if self.zone_id else "")
            try:
                if self.zone_id:
                    await save_zone(at.session, UUID(self.zone_id), edit)
                else:
                    await create_zone(at.session, edit)
            except StaleEdit as stale:
                self.differs = texts_differing(given, flat_of(stale.theirs), labels())
                self.version = stale.version
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Saved."))
        return None

    @rx.event
    async def remove(self) -> Any:
        """Take the panel's zone away, if no way's prices name it."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            if not self.zone_id:
                raise NotFound("delivery_zone")
            await remove_zone(at.session, UUID(self.zone_id))
            await self._read(at)
            self.is_open = False
            return toast_done(_("Removed."))
        return None

    async def _read(self, at: StaffVisit) -> None:
        self.lines = [zone_line(zone) for zone in await delivery_zones(at.session)]
