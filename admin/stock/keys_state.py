"""Adding keys to a variant, pasted into the stock panel."""

from typing import Any

import reflex as rx

from admin.parts.queries import texts_of
from admin.stock.panel_state import variant_in
from commerce.errors import InvalidInput
from commerce.people.rights import Right
from commerce.stock.keys import add_keys
from ui.acting import staff_at
from ui.refusals import Refusal
from ui.texts import _

LONGEST = 200_000  # signs of one form; more than that goes as a file


class KeysState(rx.State):
    """What became of the last keys, and of which variant; the keys are never kept here."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    report: str = ""
    about: str = ""
    drawn: rx.Field[int] = rx.field(default=0)

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Take in what was pasted."""
        given = texts_of(form, ("keys", "variant_id"))
        self.report = ""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            self.about = given["variant_id"][:36]
            if len(given["keys"]) > LONGEST:
                raise InvalidInput.of("keys", "string_too_long", max_length=LONGEST)
            variant_id = variant_in(given["variant_id"])
            done = await add_keys(at.session, at.actor, variant_id, given["keys"])
            self.report = _(
                "New: {added} · there before: {known} · twice in it: {twice} · blank lines: {blank}",
                added=done.added,
                known=done.known,
                twice=done.twice,
                blank=done.blank,
            )
            self.drawn += 1
