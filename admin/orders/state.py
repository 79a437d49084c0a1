"""The list of orders: read by its URL, followed while it is open."""

import asyncio
from typing import Any
from uuid import UUID

import reflex as rx

from admin.orders.narrowing import Narrowing
from admin.orders.one.asked import texts_in
from admin.orders.rows import Asked, Counts, OrderRow, order_rows
from commerce.db.live import changed_within, following
from commerce.orders.queries import OrderPage, orders_of_shop
from commerce.orders.timeline import orders_topic
from commerce.orders.to_do import to_do_counts
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.refusals import Refusal
from ui.texts import localized
from ui.visits import StaffVisit

BREATH = 1.0  # seconds between two reads, however many orders come in
QUIET = 60.0  # seconds without news after which the page reads again all the same


class OrdersState(rx.State):
    """One page of the shop's orders."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    asked: Asked = Asked()
    narrows: bool = False
    rows: rx.Field[list[OrderRow]] = rx.field(default_factory=list)
    counts: Counts = Counts()
    newer_href: str = ""
    older_href: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the page that the URL asks for."""
        self.rows = []
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            narrowing = Narrowing.parse(dict(self.router.url.query_parameters))
            self.asked, self.narrows = Asked.of(narrowing), narrowing.narrows
            page = await _page(at, narrowing)
            self.rows = order_rows(page.orders, at.shop.time_zone)
            self.newer_href, self.older_href = _neighbours(narrowing, page)
            self.counts = Counts.of(await to_do_counts(at.session))
        self.loaded = True

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read again whenever an order of the shop changes; new ones are marked."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            topic, zone = orders_topic(at.shop.id), at.shop.time_zone
            newest = await _newest(at)
        async with following(topic) as changed:
            while True:
                async with staff_at(self, Right.ORDERS_VIEW) as at:
                    narrowing = Narrowing.parse(dict(self.router.url.query_parameters))
                    page = await _page(at, narrowing)
                    rows = order_rows(page.orders, zone, newest)
                    counts = Counts.of(await to_do_counts(at.session))
                    newer, older = _neighbours(narrowing, page)
                async with self:
                    self.rows, self.counts = rows, counts
                    self.newer_href, self.older_href = newer, older
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Put the filters into the URL."""
        async with staff_at(self, Right.ORDERS_VIEW):
            asked = Narrowing.parse({"to_do": self.asked.to_do} | texts_in(form))
            return rx.redirect(localized(asked.path()))
        return None

    @rx.event
    async def clear(self) -> rx.event.EventSpec | None:
        """Drop the filters, keep the tab."""
        async with staff_at(self, Right.ORDERS_VIEW):
            asked = Narrowing.parse({"to_do": self.asked.to_do})
            return rx.redirect(localized(asked.path()))
        return None


async def _page(at: StaffVisit, narrowing: Narrowing) -> OrderPage:
    return await orders_of_shop(
        at.session,
        narrowing.orders(at.shop.time_zone),
        at.locale,
        at.shop.country,
        narrowing.cursor,
        newer=narrowing.after is not None,
    )


async def _newest(at: StaffVisit) -> UUID:
    """The newest order of the shop when the page was opened; before all ids if there is none."""
    page = await orders_of_shop(
        at.session, Narrowing().orders("UTC"), at.locale, at.shop.country, limit=1
    )
    return page.orders[0].id if page.orders else UUID(int=0)


def _neighbours(narrowing: Narrowing, page: OrderPage) -> tuple[str, str]:
    newer, older = page.previous_cursor, page.next_cursor
    return (
        localized(narrowing.path(after=newer)) if newer else "",
        localized(narrowing.path(before=older)) if older else "",
    )
