"""What the palette shows for the words that were typed last."""

import reflex as rx

from admin.palette.finding import LONGEST, Found, found_for
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.refusals import Refusal


class PaletteState(rx.State):
    """What was found."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    found: Found = Found()

    @rx.event
    async def look(self, asked: str) -> None:
        """Look for what was typed; nothing typed shows where one can go."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            self.found = await found_for(at, str(asked).strip()[:LONGEST])
