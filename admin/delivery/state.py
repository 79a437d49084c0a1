"""Ways of delivery: the list, and the panel of the one that is being edited."""

from typing import Any
from uuid import UUID

import reflex as rx

from admin.delivery.form import (
    FIELDS,
    STEP,
    MethodLine,
    edit_of,
    empty_form,
    flat_of,
    labels,
    method_line,
)
from admin.parts.queries import texts_of
from admin.parts.stale import Difference, texts_differing
from admin.parts.tax_classes import tax_options
from commerce.delivery.editing import (
    all_methods,
    create_method,
    save_method,
    standing_method,
)
from commerce.errors import NotFound, StaleEdit
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.fields import Option
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit


class DeliveryState(rx.State):
    """`form`: what the panel's fields begin with; `method_id`: '' for a new one."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    lines: rx.Field[list[MethodLine]] = rx.field(default_factory=list)
    taxes: rx.Field[list[Option]] = rx.field(default_factory=list)
    form: dict[str, str] = dict.fromkeys(FIELDS, "")
    method_id: str = ""
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
    async def edit(self, method_id: str) -> None:
        """Open the panel: for that method, or with '' for a new one."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            methods = await all_methods(at.session)
            self.taxes = await tax_options(at.session)
            if method_id:
                found = [method for method in methods if str(method.id) == method_id]
                if not found:
                    raise NotFound("delivery_method")
                self.form = flat_of(standing_method(found[0]), at.shop.currency)
                self.version = found[0].version
            else:
                last = max((method.position for method in methods), default=-STEP)
                self.form, self.version = empty_form(last + STEP), 0
            self.method_id, self.is_open, self.differs = method_id, True, []
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
            code = self.form["code"] if self.method_id else ""
            edit = edit_of(given, self.version, code, at.shop.currency)
            try:
                if self.method_id:
                    await save_method(at.session, UUID(self.method_id), edit)
                else:
                    await create_method(at.session, edit)
            except StaleEdit as stale:
                theirs = flat_of(stale.theirs, at.shop.currency)
                self.differs = texts_differing(given, theirs, labels())
                self.version = stale.version
                return None
            await self._read(at)
            self.is_open = False
            return toast_done(_("Saved."))
        return None

    async def _read(self, at: StaffVisit) -> None:
        methods = await all_methods(at.session)
        self.lines = [method_line(method, at.shop.currency) for method in methods]
