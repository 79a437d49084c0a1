"""Which orders of the list are chosen, and what may be done with them."""

import reflex as rx

from admin.orders.many.report import Report, report_of
from admin.orders.narrowing import Narrowing
from admin.orders.state import OrdersState
from commerce.ids import tidy_number
from commerce.orders.many import MOST, numbers_of_shop
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.refusals import Refusal
from ui.texts import _, plural


class ChosenState(rx.State):
    """The chosen orders' numbers, in the order of choosing; a page that is opened has none."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    numbers: rx.Field[list[str]] = rx.field(default_factory=list)
    report: Report = Report()
    words: str = ""
    limit: str = ""

    @rx.event
    async def choose(self, number: str) -> None:
        """Choose one order, or leave it out again."""
        async with staff_at(self, Right.ORDERS_VIEW):
            one = tidy_number(number[:64])
            rest = [other for other in self.numbers if other != one]
            set_chosen(self, rest if one in self.numbers else [*rest, one])

    @rx.event
    async def choose_page(self) -> None:
        """Choose all orders of this page, or none when all are chosen."""
        async with staff_at(self, Right.ORDERS_VIEW):
            rows = [row.number for row in (await self.get_state(OrdersState)).rows]
            every = list(dict.fromkeys((*self.numbers, *rows)))
            all_there = len(every) == len(self.numbers)
            set_chosen(self, [n for n in every if n not in rows] if all_there else every)

    @rx.event
    async def choose_view(self) -> None:
        """Choose whatever the filters show, on all pages, as far as one may at a time."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            asked = Narrowing.parse(dict(self.router.url.query_parameters))
            narrowed = asked.orders(at.shop.time_zone)
            found = await numbers_of_shop(at.session, narrowed, at.shop.country)
            set_chosen(self, list(found))
            most = len(found) == MOST
            self.limit = _("The newest {most} of this view", most=MOST) if most else ""

    @rx.event
    async def clear(self) -> None:
        """Choose none, and put the report away."""
        async with staff_at(self, Right.ORDERS_VIEW):
            set_chosen(self, [])
            self.report = Report()


def set_chosen(chosen: ChosenState, numbers: list[str]) -> None:
    """Have these chosen, and said so."""
    chosen.numbers, chosen.limit = numbers[:MOST], ""
    count = len(chosen.numbers)
    chosen.words = plural("{count} chosen", "{count} chosen", count) if count else ""


def take_report(chosen: ChosenState, done: int, failed: dict[str, str]) -> None:
    """Say what became of them; those that failed stay chosen."""
    set_chosen(chosen, list(failed))
    chosen.report = report_of(done, failed)
