"""The page of stock takes: the newest ones, and the one that is counted or looked at."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of
from admin.parts.queries import texts_of
from admin.stock_take.rows import CountRow, TakeRow, count_row, counted_words, take_row
from commerce.operations.stock_takes.counting import (
    BeginTake,
    CountShelf,
    begin_take,
    book_take,
    count_shelf,
    drop_take,
)
from commerce.operations.stock_takes.queries import counts_of, latest_takes, take_by_id, totals_of
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit


@dataclass(frozen=True, slots=True)
class Said:
    """What was just counted; with a new `n` the form is drawn anew, empty and in focus."""

    words: str = ""
    n: int = 0


class StockTakeState(rx.State):
    """Stock takes of this shop; `shown` is the one below the list."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    takes: rx.Field[list[TakeRow]] = rx.field(default_factory=list)
    shown: TakeRow = TakeRow()
    counts: rx.Field[list[CountRow]] = rx.field(default_factory=list)
    said: Said = Said()

    @rx.event
    async def load(self) -> None:
        """Read the list, with the newest one that is still being counted."""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            takes = await latest_takes(at.session)
            still = next((take for take in takes if take.state == "open"), None)
            self.said, self.shown, self.counts = Said(), TakeRow(), []
            self.takes = [take_row(take, at.shop.time_zone) for take in takes]
            if still:
                self.shown, self.counts = await _look(at, str(still.id))
        self.loaded = True

    @rx.event
    async def start(self, form: dict[str, Any]) -> None:
        """Begin one."""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            asked = BeginTake.parse(texts_of(form, ("name",)))
            take = await begin_take(at.session, at.staff.actor, asked)
            self.takes, self.said = await _takes(at), Said()
            self.shown, self.counts = await _look(at, str(take.id))

    @rx.event
    async def look(self, take_id: str) -> None:
        """Show one of them."""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            self.shown, self.counts = await _look(at, take_id)
            self.said = Said()

    @rx.event
    async def count(self, form: dict[str, Any]) -> None:
        """Keep a count: a scan adds one piece, a number typed stands for all of the shelf."""
        given = texts_of(form, ("take_id", "sku", "quantity"))
        async with staff_at(self, Right.STOCK_EDIT) as at:
            take_id, number = id_of(given["take_id"], "stock_take"), given["quantity"].strip()
            asked = {"sku": given["sku"], "quantity": number or 1, "add": not number}
            await count_shelf(at.session, at.staff.actor, take_id, CountShelf.parse(asked))
            newest = (await counts_of(at.session, take_id, at.locale))[0]
            self.shown, self.counts = await _look(at, str(take_id))
            self.said = Said(counted_words(newest), self.said.n + 1)

    @rx.event
    async def book(self, take_id: str) -> Any:
        """Book what differs, and end it."""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            take = await book_take(at.session, at.staff.actor, id_of(take_id, "stock_take"))
            self.takes, self.said = await _takes(at), Said()
            self.shown, self.counts = await _look(at, str(take.id))
            return toast_done(_("The differences are booked."))
        return None

    @rx.event
    async def drop(self, take_id: str) -> None:
        """End it without booking anything."""
        async with staff_at(self, Right.STOCK_EDIT) as at:
            take = await drop_take(at.session, id_of(take_id, "stock_take"))
            self.takes, self.said = await _takes(at), Said()
            self.shown, self.counts = await _look(at, str(take.id))


async def _takes(at: StaffVisit) -> list[TakeRow]:
    await at.session.flush()
    return [take_row(take, at.shop.time_zone) for take in await latest_takes(at.session)]


async def _look(at: StaffVisit, take_id: str) -> tuple[TakeRow, list[CountRow]]:
    take = await take_by_id(at.session, id_of(take_id, "stock_take"))
    counts = await counts_of(at.session, take.id, at.locale)
    zone = at.shop.time_zone
    totals = await totals_of(at.session, take.id)
    return take_row(take, zone, totals), [count_row(view, zone) for view in counts]
