"""Lines of statements: those that wait for somebody first."""

from typing import Any

import reflex as rx

from admin.orders.one.asked import id_of
from admin.transfers.rows import StatementRow, statement_row
from commerce.orders.transfers import newest_lines, solve
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _


class TransfersState(rx.State):
    """The newest lines."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    rows: rx.Field[list[StatementRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read them, also after a statement was taken in."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            self.rows = [statement_row(line) for line in await newest_lines(at.session)]
        self.loaded = True

    @rx.event
    async def solve(self, line_id: str) -> Any:
        """Somebody has dealt with a line."""
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            await solve(at.session, id_of(line_id, "bank_line"))
            self.rows = [statement_row(line) for line in await newest_lines(at.session)]
            return toast_done(_("Marked as dealt with."))
        return None
