"""How today goes, what is to do now, what runs out, and the newest orders; live."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from admin import paths
from admin.home.figures import Days, HourBar, Today, bars_of, days_now, today_of
from admin.orders.narrowing import Narrowing
from admin.orders.rows import Counts, OrderRow, order_rows
from commerce.db.live import changed_within, following
from commerce.orders.queries import orders_of_shop
from commerce.orders.timeline import orders_topic
from commerce.orders.to_do import to_do_counts
from commerce.people.own_password import has_password
from commerce.people.rights import Right
from commerce.stock.queries import StockRow, stock_rows
from ui.acting import staff_at
from ui.amounts import number_text
from ui.parts.pictures import media_source
from ui.refusals import Refusal
from ui.texts import localized
from ui.visits import StaffVisit

LATEST = 6
LOW = 6
BREATH = 1.0
QUIET = 60.0


@dataclass(frozen=True, slots=True)
class LowLine:
    """A variant that runs out."""

    name: str
    sku: str
    image: str
    left: str
    is_out: bool
    href: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the start page shows."""

    counts: Counts
    latest: list[OrderRow]
    low: list[LowLine]
    days: Days
    today: Today
    hours: list[HourBar]


class HomeState(rx.State):
    """The start page, kept up to date while it is open."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    counts: Counts = Counts()
    today: Today = Today()
    hours: rx.Field[list[HourBar]] = rx.field(default_factory=list)
    latest: rx.Field[list[OrderRow]] = rx.field(default_factory=list)
    low: rx.Field[list[LowLine]] = rx.field(default_factory=list)
    needs_password: bool = False

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read everything, and again whenever an order of the shop changes."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            topic = orders_topic(at.shop.id)
            needs_password = not await has_password(at.session, at.staff)
        newest: UUID | None = None
        days: Days | None = None
        async with following(topic) as changed:
            while True:
                async with staff_at(self, Right.ORDERS_VIEW) as at:
                    newest = newest or await _newest(at)
                    desk = await _desk(at, newest, days)
                    days = desk.days
                async with self:
                    self.counts, self.latest, self.low = desk.counts, desk.latest, desk.low
                    self.today, self.hours = desk.today, desk.hours
                    self.needs_password, self.loaded = needs_password, True
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)


async def _newest(at: StaffVisit) -> UUID:
    every = Narrowing().orders(at.shop.time_zone)
    page = await orders_of_shop(at.session, every, at.locale, at.shop.country, limit=1)
    return page.orders[0].id if page.orders else UUID(int=0)


async def _desk(at: StaffVisit, newest: UUID, known: Days | None) -> Desk:
    every = Narrowing().orders(at.shop.time_zone)
    page = await orders_of_shop(at.session, every, at.locale, at.shop.country, limit=LATEST)
    low, _more = await stock_rows(at.session, at.locale, which="low", limit=LOW)
    days = await days_now(at.session, at.shop, known)
    return Desk(
        counts=Counts.of(await to_do_counts(at.session), zero="0"),
        latest=order_rows(page.orders, at.shop.time_zone, newest),
        low=[_low_line(row) for row in low],
        days=days,
        today=today_of(days, at.shop.currency),
        hours=bars_of(days, at.shop.currency),
    )


def _low_line(row: StockRow) -> LowLine:
    return LowLine(
        name=f"{row.name} {row.options}".strip(),
        sku=row.sku,
        image=media_source(row.picture_id),
        left=number_text(row.level.available),
        is_out=row.level.available == 0,
        href=localized(paths.product(str(row.product_id))),
    )
