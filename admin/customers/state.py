"""The list of customers, read by its URL."""

from typing import Any

import reflex as rx

from admin.customers.narrowing import Narrowing
from admin.customers.rows import CustomerLine, customer_line
from commerce.orders.customers import customers_of_shop
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.refusals import Refusal
from ui.texts import localized


class CustomersState(rx.State):
    """One page of the shop's customers."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    asked: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    rows: rx.Field[list[CustomerLine]] = rx.field(default_factory=list)
    older_href: str = ""
    newest_href: str = ""
    narrows: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.rows, self.asked, self.narrows = [], {}, True
        self.older_href = self.newest_href = ""
        async with staff_at(self, Right.CUSTOMERS_VIEW) as at:
            asked = Narrowing.parse(dict(self.router.url.query_parameters))
            self.asked, self.narrows = asked.told(), asked.narrows
            shop = at.shop
            page = await customers_of_shop(
                at.session, asked.customers(), shop.country, shop.currency, asked.before
            )
            self.rows = [customer_line(row, shop.time_zone) for row in page.rows]
            self.older_href = localized(asked.path(before=page.older)) if page.older else ""
            self.newest_href = localized(asked.path()) if asked.before else ""
        self.loaded = True

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Put the filters into the URL."""
        async with staff_at(self, Right.CUSTOMERS_VIEW):
            return rx.redirect(localized(Narrowing.parse(form).path()))
        return None

    @rx.event
    async def clear(self) -> rx.event.EventSpec | None:
        """Drop the filters."""
        async with staff_at(self, Right.CUSTOMERS_VIEW):
            return rx.redirect(localized(Narrowing().path()))
        return None
