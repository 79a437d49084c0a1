"""Bank transfers: an order waits for one for days; lines of the bank's statement are matched to it.

The reference of a transfer is the order's number: nobody can guess one, and a mistyped one is told
by its check sign. A line of a statement is taken once, however often its file comes.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.db.edited import locked_row
from commerce.db.session import Session, transaction
from commerce.errors import InvalidInput, MoveRefused
from commerce.ids import ALPHABET, is_order_number, new_id
from commerce.money import Money
from commerce.orders import notices
from commerce.orders.access import order_by_id
from commerce.orders.applying import mark_paid
from commerce.orders.models import Order, OrderNumber
from commerce.orders.reports import facts_of
from commerce.orders.states import OrderStatus, PaymentStatus
from commerce.orders.timeline import record
from commerce.payments.bank import transfers_of
from commerce.payments.models import AttemptState, BankLine, Payment, PaymentEvent
from commerce.payments.registry import BANK
from commerce.payments.statements import StatementLine
from commerce.people.actors import Actor, ActorKind
from commerce.secrecy import seal, unseal
from commerce.shops.queries import ShopView

METHOD = "bank"
SIGNS = 10  # of an order's number
SHOWN = 100
_UNPAID = (PaymentStatus.UNPAID, PaymentStatus.DUE)


class LineOutcome(StrEnum):
    """What a line of a statement came to."""

    MATCHED = "matched"  # it paid its order
    PARTIAL = "partial"  # less than the order asks for
    OVER = "over"  # more than it
    DOUBLED = "doubled"  # the order is paid already
    UNKNOWN = "unknown"  # names no order of this shop


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a statement as staff see it. `open`: somebody has to do something about it."""

    id: UUID
    booked_on: date
    amount: Money
    text: str
    payer: str
    outcome: str
    order_number: str
    solved_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.outcome != LineOutcome.MATCHED and self.solved_at is None


async def await_transfer(shop: ShopView, order_id: UUID, method: str) -> Payment:
    """Let an unpaid order wait for a transfer, for as many days as its shop says.

    One that waits already is given again. Raises MoveRefused, InvalidInput without an account.
    """
    async with transaction(shop.id) as session:
        order = await order_by_id(session, order_id, lock=True)
        if order.status != OrderStatus.OPEN or order.payment_status != PaymentStatus.UNPAID:
            raise MoveRefused("payment", order.payment_status, PaymentStatus.PAID)
        transfers = await transfers_of(session)
        if transfers is None:
            raise InvalidInput.of("method", "unknown_payment_method")
        known = await _awaited(session, order)
        if known is not None:
            return known
        until = clock.now() + timedelta(days=transfers.days)
        payment = _payment(order, method, until)
        session.add(payment)
        order.hold_expires_at = max(order.hold_expires_at, until)
        order.hold_extended = True
        kind = ActorKind.CUSTOMER if order.customer_id else ActorKind.GUEST
        by = Actor(kind, order.customer_id, order.contact_name)
        record(session, order, "transfer_asked", by, **facts_of(payment))
        await notices.have_told(await session.driver(), order.shop_id, [order.id])
        return payment


async def take_line(session: Session, line: StatementLine) -> LineOutcome | None:
    """Take a line of a statement and pay its order if it fits; None for one that is known."""
    row = {
        "id": new_id(),
        "shop_id": session.shop_id,
        "line_key": line.key,
        "booked_on": line.booked_on,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "told_sealed": seal({"text": line.text, "payer": line.payer}),
        "outcome": LineOutcome.UNKNOWN,
        "order_number": "",
        "received_at": clock.now(),
    }
    fresh = insert(BankLine).values(row).on_conflict_do_nothing().returning(col(BankLine.id))
    line_id = (await session.run(fresh)).scalar_one_or_none()
    if line_id is None:
        return None
    kept = await locked_row(session, BankLine, line_id, "bank_line")
    order = await _order_named(session, line)
    if order is not None:
        kept.order_number = order.number
        kept.outcome = await _applied(session, kept, order)
    return LineOutcome(kept.outcome)


async def solve(session: Session, line_id: UUID) -> None:
    """Somebody has dealt with a line that did not fit. Raises NotFound, MoveRefused."""
    line = await locked_row(session, BankLine, line_id, "bank_line")
    if line.outcome == LineOutcome.MATCHED:
        raise MoveRefused("bank_line", line.outcome, "solved")
    line.solved_at = line.solved_at or clock.now()


async def newest_lines(session: Session) -> list[LineView]:
    """Those that wait for somebody first, then the newest."""
    waits = (col(BankLine.outcome) != LineOutcome.MATCHED) & col(BankLine.solved_at).is_(None)
    found = await session.exec(
        select(BankLine).order_by(waits.desc(), col(BankLine.id).desc()).limit(SHOWN)
    )
    return [_view(line) for line in found]


async def _order_named(session: Session, line: StatementLine) -> Order | None:
    """The one order whose number stands in the line's text, its row locked."""
    signs = re.sub(rf"[^{ALPHABET}]", "", line.text.upper())
    windows = {signs[n : n + SIGNS] for n in range(len(signs) - SIGNS + 1)}
    numbers = [window for window in windows if is_order_number(window)]
    found = await session.exec(
        select(OrderNumber.order_id).where(col(OrderNumber.number).in_(numbers))
    )
    ids = found.all()
    if len(ids) != 1:
        return None
    order = await order_by_id(session, ids[0], lock=True)
    return order if order.currency == line.currency else None


async def _applied(session: Session, line: BankLine, order: Order) -> LineOutcome:
    if order.payment_status not in _UNPAID:
        return LineOutcome.DOUBLED
    if line.amount_minor != order.total_minor - order.paid_minor:
        less = line.amount_minor < order.total_minor - order.paid_minor
        return LineOutcome.PARTIAL if less else LineOutcome.OVER
    payment = await _awaited(session, order, given_up=True)
    if payment is None:
        payment = _payment(order, METHOD, clock.now())  # nobody had chosen it
        session.add(payment)
    payment.provider_ref = f"line:{line.id}"
    payment.move(AttemptState.SUCCEEDED, clock.now())
    await session.flush()
    event = PaymentEvent(
        payment_id=payment.id,
        provider=BANK,
        provider_event=f"line:{line.id}",
        kind="payment.succeeded",
        raw={"booked_on": line.booked_on.isoformat()},
        outcome=await mark_paid(session, order, payment),
    )
    session.add(event)
    line.payment_id = payment.id
    return LineOutcome.MATCHED


async def _awaited(session: Session, order: Order, *, given_up: bool = False) -> Payment | None:
    """The transfer that the order waits for, or waited for before it ended."""
    states = [AttemptState.PENDING, *([AttemptState.CANCELLED] if given_up else [])]
    found = await session.exec(
        select(Payment)
        .where(
            Payment.order_id == order.id,
            Payment.provider == BANK,
            col(Payment.state).in_(states),
            Payment.amount_minor == order.total_minor - order.paid_minor,
        )
        .order_by(col(Payment.id).desc())
        .limit(1)
        .with_for_update()
    )
    return found.one_or_none()


def _payment(order: Order, method: str, until: datetime) -> Payment:
    return Payment(
        shop_id=order.shop_id,
        order_id=order.id,
        order_number=order.number,
        provider=BANK,
        method=method,
        amount_minor=order.total_minor - order.paid_minor,
        currency=order.currency,
        state=AttemptState.PENDING,
        expires_at=until,
    )


def _view(line: BankLine) -> LineView:
    told = unseal(line.told_sealed)
    return LineView(
        id=line.id,
        booked_on=line.booked_on,
        amount=Money(line.amount_minor, line.currency),
        text=told["text"],
        payer=told["payer"],
        outcome=line.outcome,
        order_number=line.order_number,
        solved_at=line.solved_at,
    )
