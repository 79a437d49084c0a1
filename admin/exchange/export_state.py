"""Exports, live; asking for one, of orders as the list is narrowed."""

import asyncio
from typing import Any

import reflex as rx

from admin import paths
from admin.exchange.export_rows import ExportRow, export_row
from admin.orders.narrowing import Narrowing
from commerce import clock
from commerce.db.live import changed_within, following
from commerce.errors import InvalidInput
from commerce.operations.exchange.asking import ask_for_export, latest_exchanges
from commerce.operations.exchange.exporting import RIGHTS
from commerce.operations.exchange.importing import topic_of
from commerce.operations.exchange.models import ExchangeKind
from commerce.operations.exchange.sources import asked_of
from commerce.people.rights import Right, need
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _, localized
from ui.visits import StaffVisit

BREATH = 0.5
QUIET = 30.0


class ExportState(rx.State):
    """The newest exports of what this person may have."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    rows: rx.Field[list[ExportRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read the list."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            self.rows = await _rows(at)
        self.loaded = True

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read again with each piece that a job writes."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            topic = topic_of(at.shop.id)
        async with following(topic) as changed:
            while True:
                async with staff_at(self, Right.PRODUCTS_EDIT) as at:
                    rows = await _rows(at)
                async with self:
                    self.rows = rows
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)

    @rx.event
    async def ask(self, kind: str) -> Any:
        """Have a file of everything of a kind written."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            if kind not in set(RIGHTS):
                raise InvalidInput.of("kind", "unknown")
            wanted = ExchangeKind(kind)
            need(at.staff.rights, RIGHTS[wanted])
            await ask_for_export(at.session, at.staff.actor, wanted)
            self.rows = await _rows(at)
            return toast_done(_("The file is being written. You can leave this page."))
        return None

    @rx.event
    async def ask_orders(self) -> Any:
        """Have the orders of this view written, as its URL narrows them."""
        async with staff_at(self, RIGHTS[ExchangeKind.ORDERS]) as at:
            narrowing = Narrowing.parse(dict(self.router.url.query_parameters))
            asked = asked_of(narrowing.orders(at.shop.time_zone))
            await ask_for_export(at.session, at.staff.actor, ExchangeKind.ORDERS, asked)
            return rx.redirect(localized(f"{paths.EXCHANGE}/"))
        return None


async def _rows(at: StaffVisit) -> list[ExportRow]:
    """What one may not have is not listed either."""
    having = [kind for kind, right in RIGHTS.items() if at.may(right)]
    now, found = clock.now(), await latest_exchanges(at.session, having)
    return [export_row(one, at.shop.time_zone, now) for one in found]
