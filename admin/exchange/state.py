"""Imports, live; beginning one that was tried; what was found in the one that is looked at."""

import asyncio
from typing import Any

import reflex as rx

from admin.exchange.rows import SHOWN, FindingRow, RunRow, finding_rows, run_row
from admin.orders.one.asked import id_of
from commerce.db.live import changed_within, following
from commerce.operations.exchange.asking import (
    ask_for_import,
    exchange_by_id,
    findings_of,
    import_of,
    latest_exchanges,
)
from commerce.operations.exchange.importing import topic_of
from commerce.operations.exchange.models import ExchangeKind
from commerce.people.rights import Right, need
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

BREATH = 0.5
QUIET = 30.0
IMPORTS = (ExchangeKind.IMPORT,)


class ImportState(rx.State):
    """The newest imports, and what the one that is open found."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    rows: rx.Field[list[RunRow]] = rx.field(default_factory=list)
    opened: bool = False
    shown: RunRow = RunRow()
    findings: rx.Field[list[FindingRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read the list, with nothing open."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            self.rows, self.opened = await _rows(at), False
        self.loaded = True

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read again with each step that a job makes."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            topic = topic_of(at.shop.id)
        async with following(topic) as changed:
            while True:
                open_now = self.shown.id if self.opened else ""
                async with staff_at(self, Right.PRODUCTS_EDIT) as at:
                    rows = await _rows(at)
                    looked = await _look(at, open_now) if open_now else None
                async with self:
                    self.rows = rows
                    if looked and self.shown.id == open_now:
                        self.shown, self.findings = looked
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)

    @rx.event
    async def open_newest(self) -> None:
        """Show the file that was just sent."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            self.rows = await _rows(at)
            if self.rows:
                self.shown, self.findings = await _look(at, self.rows[0].id)
                self.opened = True

    @rx.event
    async def open_panel(self, exchange_id: str) -> None:
        """Show what an import found."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            self.shown, self.findings = await _look(at, exchange_id)
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Put it away."""
        async with staff_at(self, Right.PRODUCTS_EDIT):
            self.opened = False

    @rx.event
    async def start(self, exchange_id: str) -> Any:
        """Import what a dry run looked at."""
        async with staff_at(self, Right.PRODUCTS_EDIT) as at:
            need(at.staff.rights, Right.STOCK_EDIT)
            asked = id_of(exchange_id, "exchange")
            run = await ask_for_import(at.session, at.staff.actor, asked)
            self.rows = await _rows(at)
            self.shown, self.findings = await _look(at, str(run.id))
            return toast_done(_("The import has begun. You can leave this page."))
        return None


async def _rows(at: StaffVisit) -> list[RunRow]:
    found = await latest_exchanges(at.session, IMPORTS)
    begun = {one.dry_run_id for one in found}
    return [run_row(one, at.shop.time_zone, begun=one.id in begun) for one in found]


async def _look(at: StaffVisit, exchange_id: str) -> tuple[RunRow, list[FindingRow]]:
    one = await exchange_by_id(at.session, id_of(exchange_id, "exchange"))
    begun = one.dry and await import_of(at.session, one.id) is not None
    found = await findings_of(at.session, one.id, most=SHOWN, wrong_first=True)
    return run_row(one, at.shop.time_zone, begun=begun), finding_rows(found)
