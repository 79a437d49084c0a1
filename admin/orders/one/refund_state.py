"""What is being chosen to be refunded, and what it comes to."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from admin.orders.one.asked import number_at, order_at, text_in
from admin.orders.one.state import SheetState
from admin.orders.one.words import reasons
from commerce.errors import InvalidInput
from commerce.orders.refund_pieces import RefundPieces, refund_comes_to
from commerce.orders.refunding import refund_lines
from commerce.orders.views import OrderView
from commerce.people.rights import Right
from ui.acting import staff_at
from ui.amounts import money_text
from ui.parts.messages import toast_done
from ui.parts.pictures import media_source
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

_WHOLE = TypeAdapter(int)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One line: how many of the `left` pieces go back, and whether onto the shelf."""

    n: int
    name: str
    options: str
    image: str
    left: int
    quantity: int = 0
    restock: bool = True


class RefundState(rx.State):
    """The open panel. `request_key` is one for each opening: a second click is the same refund."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: bool = False
    request_key: str = ""
    rows: rx.Field[list[RefundRow]] = rx.field(default_factory=list)
    delivery: bool = False
    delivery_left: str = ""
    amount: str = ""

    @rx.event
    async def open_panel(self) -> None:
        """Begin with nothing chosen."""
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            self.rows = _rows(await order_at(at))
            self.request_key = str(uuid4())
            whole = await refund_comes_to(at.session, number_at(at.path), _asked(self, True, []))
            self.delivery, self.amount = False, ""
            self.delivery_left = money_text(whole) if whole else ""
            self.opened = True

    @rx.event
    async def close_panel(self) -> None:
        """Leave it; a page that is opened begins without it."""
        async with staff_at(self, Right.ORDERS_VIEW):
            self.opened = False

    @rx.event
    async def choose(self, n: int, quantity: int) -> None:
        """So many pieces of a line."""
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            line, pieces = _number(n), _number(quantity)
            self.rows = [
                replace(r, quantity=max(0, min(pieces, r.left))) if r.n == line else r
                for r in self.rows
            ]
            self.amount = await _amount(self, at)

    @rx.event
    async def choose_restock(self, n: int, restock: bool) -> None:
        """Whether a line's pieces go back onto the shelf."""
        async with staff_at(self, Right.ORDERS_REFUND):
            line = _number(n)
            self.rows = [replace(r, restock=bool(restock)) if r.n == line else r for r in self.rows]

    @rx.event
    async def choose_delivery(self, delivery: bool) -> None:
        """Whether the delivery goes back too."""
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            self.delivery = bool(delivery)
            self.amount = await _amount(self, at)

    @rx.event
    async def choose_everything(self) -> None:
        """All that is left, with the delivery."""
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            self.rows = [replace(r, quantity=r.left) for r in self.rows]
            self.delivery = self.delivery_left != ""
            self.amount = await _amount(self, at)

    @rx.event
    async def refund(self, form: dict[str, Any]) -> list[Any]:
        """Ask for the refund."""
        done = None
        async with staff_at(self, Right.ORDERS_REFUND) as at:
            reason, note = text_in(form, "reason"), text_in(form, "note")
            if reason not in reasons():
                raise InvalidInput.of("reason", "required" if not reason else "unknown")
            asked = _asked(self, self.delivery, self.rows, note.strip() or reason)
            await refund_lines(
                at.session,
                number_at(at.path),
                asked.wanted,
                delivery=asked.delivery,
                reason=asked.reason,
                actor=at.actor,
                request_key=asked.request_key,
            )
            self.opened = False
            done = toast_done(_("Refund of {amount} asked for.", amount=self.amount))
        return [event for event in (done, SheetState.refresh()) if event]


def _rows(order: OrderView) -> list[RefundRow]:
    return [
        RefundRow(
            n=line.n,
            name=line.name,
            options=line.options,
            image=media_source(line.picture_id),
            left=line.refundable,
        )
        for line in order.lines
        if line.refundable
    ]


async def _amount(state: RefundState, at: StaffVisit) -> str:
    """What the choice comes to; nothing while nothing is chosen."""
    asked = _asked(state, state.delivery, state.rows)
    total = await refund_comes_to(at.session, number_at(at.path), asked)
    return money_text(total) if total else ""


def _asked(
    state: RefundState, delivery: bool, rows: list[RefundRow], reason: str = ""
) -> RefundPieces:
    chosen = [row for row in rows if row.quantity]
    return RefundPieces.parse(
        {
            "request_key": state.request_key,
            "lines": {row.n: row.quantity for row in chosen},
            "restock": {row.n for row in chosen if row.restock},
            "delivery": delivery,
            "reason": reason,
        }
    )


def _number(given: object) -> int:
    try:
        return _WHOLE.validate_python(given)
    except ValidationError as wrong:
        raise InvalidInput.from_pydantic(wrong, "quantity") from None
