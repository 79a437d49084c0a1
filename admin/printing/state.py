"""The papers of the orders that the URL names: shown to be printed, or as a PDF."""

import asyncio
from zoneinfo import ZoneInfo

import reflex as rx

from admin.printing.papers import PaperLine, Papers, Slip, papers_of
from admin.printing.pdf import drawn
from commerce import clock
from commerce.people.rights import Right
from ui.acting import caller_of, staff_at
from ui.refusals import Refusal
from ui.texts import locale_of

LETTER = frozenset({"CA", "CL", "CO", "MX", "PH", "US"})  # where paper is 8.5 by 11 inches


class PaperState(rx.State):
    """The papers; addresses are for those who ship."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    shop_name: str = ""
    picks: rx.Field[list[PaperLine]] = rx.field(default_factory=list)
    slips: rx.Field[list[Slip]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read what is left to send of them."""
        self.picks, self.slips = [], []
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            papers = await papers_of(at, _named(self))
            self.shop_name, self.picks = papers.shop_name, papers.picks
            self.slips = papers.slips
        self.loaded = True

    @rx.event
    async def load_down(self) -> rx.event.EventSpec | None:
        """The same as a PDF, read anew: what was sent meanwhile is not on it."""
        papers, day, letter = Papers(), "", False
        locale = locale_of(caller_of(self).path)
        async with staff_at(self, Right.ORDERS_FULFIL) as at:
            papers = await papers_of(at, _named(self))
            letter = at.shop.country in LETTER
            day = clock.now().astimezone(ZoneInfo(at.shop.time_zone)).date().isoformat()
        if not papers.slips:
            return None
        content = await asyncio.to_thread(drawn, papers, locale, letter=letter)
        return rx.download(data=content, filename=f"packing-{day}.pdf", mime_type="application/pdf")


def _named(state: PaperState) -> str:
    return state.router.url.query_parameters.get("orders", "")
