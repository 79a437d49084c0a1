"""Hearing no more of what is back: by the link in a message."""

import reflex as rx

from commerce.limits import Limit, count
from commerce.wishes.stopping import contact_of
from commerce.wishes.waiting import tell_no_more
from ui.acting import visiting
from ui.refusals import Refusal


class StopState(rx.State):
    """`done`: the contact of this link hears no more. The link itself stays in the address."""

    refusal: Refusal | None = None
    done: bool = False

    @rx.event
    async def load(self) -> None:
        """Another link may be open in this tab by now; a wrong one says so at once."""
        async with visiting(self) as at:
            self.done = False
            contact_of(at.shop.id, self._link())

    @rx.event
    async def stop(self) -> None:
        """Forget the contact: nothing is sent by opening the link, as mail scanners do that."""
        async with visiting(self) as at:
            await count(Limit.CHANGE_IP, at.client_ip)
            await tell_no_more(at.session, contact_of(at.shop.id, self._link()))
            self.done = True

    def _link(self) -> str:
        return str(self.router.url.query_parameters.get("to", ""))
