"""Tax rates: the list, and the panel of the one that is being edited."""

from typing import Any
from uuid import UUID

import reflex as rx

from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from admin.settings.form import countries
from admin.taxes.form import FIELDS, RateLine, edit_of, empty_form, flat_of, labels, rate_line
from commerce.errors import NotFound, StaleEdit
from commerce.people.rights import Right
from commerce.shops.taxing import (
    all_rates,
    create_rate,
    remove_rate,
    save_rate,
    standing_rate,
)
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit


class TaxesState(rx.State):
    """`form`: what the panel's fields begin with; `rate_id`: '' for a new one."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[RateLine]] = rx.field(default_factory=list)
    places: rx.Field[list[Option]] = rx.field(default_factory=list)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    rate_id: str = ""
    version: int = 0
    is_open: bool = False
    drawn: int = 0
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them all."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            await self._read(at)
        self.loaded = True

    @rx.event
    async def edit(self, rate_id: str) -> None:
        """Open the panel: for that rate, or with '' for a new one."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            self.places = countries(at.locale)
            if rate_id:
                found = [r for r in await all_rates(at.session) if str(r.id) == rate_id]
                if not found:
                    raise NotFound("tax_rate")
                self.form, self.version = flat_of(standing_rate(found[0])), found[0].version
            else:
                self.form, self.version = empty_form(at.shop.country), 0
            self.rate_id, self.is_open, self.differs = rate_id, True, []
            self.drawn += 1

    @rx.event
    async def close(self) -> None:
        """Put the panel away; a page that is opened begins without it."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save; when somebody else was first both values are shown, and the next save wins."""
        given = texts_of(form, FIELDS)
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            edit = edit_of(given, self.version)
            try:
                if self.rate_id:
                    await save_rate(at.session, UUID(self.rate_id), edit)
                else:
                    await create_rate(at.session, edit)
            except StaleEdit as stale:
                self._compare(given, stale)
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Saved."))
        return None

    @rx.event
    async def remove(self) -> Any:
        """Take the panel's rate away; one that was changed meanwhile is shown first."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            if not self.rate_id:
                raise NotFound("tax_rate")
            try:
                await remove_rate(at.session, UUID(self.rate_id), self.version)
            except StaleEdit as stale:
                self._compare(self.form, stale)
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Removed."))
        return None

    def _compare(self, mine: dict[str, str], stale: StaleEdit) -> None:
        self.differs = texts_differing(mine, flat_of(stale.theirs), labels())
        self.version = stale.version

    async def _read(self, at: StaffVisit) -> None:
        self.lines = [rate_line(rate) for rate in await all_rates(at.session)]
