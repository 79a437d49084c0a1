"""Finding an order by its number and a phone or e-mail."""

import reflex as rx

from commerce.ids import tidy_number
from commerce.limits import Limit, count
from commerce.orders.access import access_token
from commerce.orders.finding import find_order, number_of
from storefront import paths
from storefront.find.payload import Typed
from ui.acting import visiting
from ui.refusals import Refusal
from ui.texts import localized

NUMBER_SIGNS = 10


class FindState(rx.State):
    """The form; what is wrong stands at its field. `attempt` counts refusals."""

    wrong_number: str = ""
    wrong_reach: str = ""
    attempt: int = 0
    refusal: Refusal | None = None

    @rx.event
    async def check_number(self, form: dict[str, str]) -> None:
        """Tell a typing mistake apart while the form is filled in."""
        async with visiting(self):
            typed = Typed.parse(form).number
            self.wrong_number = ""
            if len(tidy_number(typed)) >= NUMBER_SIGNS:  # before that it is still being typed
                number_of(typed)
        self._place()

    @rx.event
    async def find(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Lead to the order; a wrong number and a wrong contact get the same answer."""
        self.wrong_number = self.wrong_reach = ""
        async with visiting(self) as at:
            await count(Limit.LOOKUP_IP, at.client_ip)
            search = Typed.parse(form)
            order = await find_order(at.session, at.shop, search.number, search.reach)
            return rx.redirect(
                localized(f"{paths.order(order.number)}?key={access_token(order.id)}")
            )
        self._place()
        self.attempt += 1
        return None

    def _place(self) -> None:
        if self.refusal is not None:
            self.wrong_number = self.refusal.fields.get("number", "")
            self.wrong_reach = self.refusal.fields.get("reach", "")
