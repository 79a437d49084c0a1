"""What every page of the back office shows: shop, who is here, and what they may do."""

import reflex as rx

from admin.parts.roles import role_words
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.refusals import Refusal


class OfficeState(rx.State):
    """The navigation's facts; loaded by every page. `rights` only shows and hides."""

    refusal: Refusal | None = None
    shop_name: str = ""
    person: str = ""
    role: str = ""
    rights: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read everything the frame shows; strangers go to the log-in."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            self.shop_name = at.shop.name
            self.person = at.staff.name
            self.role = role_words(at.staff.role)
            self.rights = sorted(at.staff.rights)
