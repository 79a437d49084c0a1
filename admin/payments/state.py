"""Ways to pay: the list, and the panel of the one that is being edited."""

from typing import Any

import reflex as rx

from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from admin.payments.form import FIELDS, WayLine, edit_of, flat_of, labels, way_line
from admin.payments.trying import tried
from commerce.errors import NotFound, StaleEdit
from commerce.payments.methods import Standing, save_method, standing_methods
from commerce.people.rights import Right
from commerce.shops.queries import forget_shops
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.paying import method_words
from ui.refusals import Refusal
from ui.texts import _, speaking
from ui.visits import StaffVisit


class PaymentMethodsState(rx.State):
    """`form`: what the panel's fields begin with; `code`: of the one in it."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[WayLine]] = rx.field(default_factory=list)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    code: str = ""
    name: str = ""
    version: int = 0
    is_open: bool = False
    drawn: int = 0
    differs: rx.Field[list[Difference]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them all."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            self.lines = await _lines(at)
        self.loaded = True

    @rx.event
    async def edit(self, code: str) -> None:
        """Open the panel for that way to pay."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            way = await _standing(at, code)
            self.form, self.version = flat_of(way.values(), at.shop.currency), way.version
            self.code, self.name, self.is_open, self.differs = code, method_words(code), True, []
            self.drawn += 1

    @rx.event
    async def close(self) -> None:
        """Put the panel away; a page that is opened begins without it."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> list[Any]:
        """Save; when somebody else was first both values are shown, and the next save wins."""
        given = texts_of(form, FIELDS)
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            edit = edit_of(given, self.version, at.shop.currency)
            try:
                await save_method(at.session, self.code, edit)
            except StaleEdit as stale:
                theirs = flat_of(stale.theirs, at.shop.currency)
                self.differs = texts_differing(given, theirs, labels())
                self.version = stale.version
                return []
            self.lines = await _lines(at)
            self.is_open = False
            return [toast_done(_("Saved.")), PaymentMethodsState.settle()]
        return []

    @rx.event
    async def settle(self) -> None:
        """After the commit: this process reads the shop anew at once."""
        async with staff_at(self, Right.SETTINGS_VIEW):
            forget_shops()

    @rx.event
    async def try_out(self, code: str) -> None:
        """Ask the provider of that way to pay, and show what it says."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            way = await _standing(at, code)
        if self.refusal is not None:
            return
        with speaking(at.locale):
            line = way_line(way, at.shop.currency, await tried(code))
        self.lines = [line if one.code == code else one for one in self.lines]


async def _lines(at: StaffVisit) -> list[WayLine]:
    return [way_line(way, at.shop.currency) for way in await standing_methods(at.session)]


async def _standing(at: StaffVisit, code: str) -> Standing:
    """That way to pay. Raises NotFound."""
    found = [way for way in await standing_methods(at.session) if way.code == code]
    if not found:
        raise NotFound("payment_method")
    return found[0]
