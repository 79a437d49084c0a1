"""The State of the help page."""

import reflex as rx

from storefront.parts.deliveries import Delivery, deliveries
from ui.acting import visiting
from ui.refusals import Refusal


class HelpState(rx.State):
    """What the answers need to know of the shop."""

    ways: rx.Field[list[Delivery]] = rx.field(default_factory=list)
    hold_minutes: int = 0
    refusal: Refusal | None = None

    @rx.event
    async def load(self) -> None:
        """Read the ways to deliver, and how long an unpaid order waits."""
        async with visiting(self) as at:
            self.ways = await deliveries(at.shop)
            self.hold_minutes = at.shop.hold_minutes
