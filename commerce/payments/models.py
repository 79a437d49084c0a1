"""Tables of payment attempts, provider events and refunds."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    id_field,
    json_value,
    minor_units,
    moment,
    moment_now,
    sealed,
    state_field,
)
from commerce.errors import MoveRefused
from commerce.ids import new_id


class AttemptState(StrEnum):
    """Where one attempt to pay stands."""

    STARTING = "starting"  # the provider has not answered yet
    PENDING = "pending"  # the customer is at the till
    SUCCEEDED = "succeeded"
    FAILED = "failed"  # declined, expired or the provider was down
    CANCELLED = "cancelled"  # given up in favour of another, or with the order


ATTEMPT_MOVES: dict[str, frozenset[str]] = {
    AttemptState.STARTING: frozenset(
        {AttemptState.PENDING, AttemptState.SUCCEEDED, AttemptState.FAILED, AttemptState.CANCELLED}
    ),
    AttemptState.PENDING: frozenset(
        {AttemptState.SUCCEEDED, AttemptState.FAILED, AttemptState.CANCELLED}
    ),
    # A provider may report success after we gave up: the money is real, so the attempt is too.
    AttemptState.FAILED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.CANCELLED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.SUCCEEDED: frozenset(),
}


def moved(state: str, to: AttemptState) -> AttemptState:
    """The state after that. Raises MoveRefused when it is not legal."""
    if to not in ATTEMPT_MOVES[state]:
        raise MoveRefused("payment", state, to)
    return to


class Payment(OfShop, table=True):
    """One attempt to pay one order through one provider."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("payments_of_order", "order_id", "id"),
        Index(
            "payments_provider_ref",
            "provider",
            "provider_ref",
            unique=True,
            postgresql_where=text("provider_ref IS NOT NULL"),
        ),
        Index(
            "payments_unsettled",
            "created_at",
            postgresql_where=text("state IN ('starting', 'pending')"),
        ),
        CheckConstraint("amount_minor > 0", "payments_amount"),
    )

    id: UUID = id_field()
    order_id: UUID
    order_number: str
    provider: str
    method: str
    amount_minor: int = minor_units(nullable=False)
    currency: str
    state: str = state_field(default=AttemptState.STARTING, nullable=False)
    provider_ref: str | None = None
    pay_url: str = ""
    qr: str = ""
    cause: str = ""
    field: str = ""
    created_at: datetime = moment_now(nullable=False)
    expires_at: datetime = moment(nullable=False)
    settled_at: datetime | None = moment(default=None)

    def move(self, to: AttemptState, at: datetime) -> None:
        """Change the state. Raises MoveRefused when that is not legal."""
        self.state = moved(self.state, to)
        if to is not AttemptState.PENDING:
            self.settled_at = at


class PaymentEvent(OfShop, table=True):
    """What a provider told us, once: kept raw, applied or refused with the reason."""

    __tablename__ = "payment_events"
    __table_args__ = (
        UniqueConstraint("provider", "provider_event", name="payment_events_once"),
        Index("payment_events_of", "payment_id"),
    )

    id: UUID = id_field()
    payment_id: UUID = Field(foreign_key="payments.id")
    provider: str
    provider_event: str
    kind: str
    raw: dict[str, Any] = json_value(nullable=False)
    outcome: str = ""
    received_at: datetime = moment_now(nullable=False)


class RefundState(StrEnum):
    """Where a refund stands."""

    REQUESTED = "requested"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Refund(OfShop, table=True):
    """Money going back. `lines`: [{"n": 1, "quantity": 2, "minor": 500, "restock": true}]."""

    __tablename__ = "refunds"
    __table_args__ = (
        Index("refunds_of_order", "order_id", "id"),
        Index("refunds_unsettled", "created_at", postgresql_where=text("state = 'requested'")),
        UniqueConstraint("order_id", "request_key", name="refunds_once"),
        CheckConstraint("amount_minor > 0", "refunds_amount"),
    )

    id: UUID = id_field()
    order_id: UUID
    payment_id: UUID = Field(foreign_key="payments.id")
    request_key: UUID = Field(default_factory=new_id, nullable=False)
    amount_minor: int = minor_units(nullable=False)
    currency: str
    reason: str = ""
    lines: list[dict[str, Any]] = json_value(default_factory=list, nullable=False)
    state: str = state_field(default=RefundState.REQUESTED, nullable=False)
    provider_ref: str | None = None
    cause: str = ""
    attempts: int = 0
    staff_id: UUID | None = None
    created_at: datetime = moment_now(nullable=False)
    settled_at: datetime | None = moment(default=None)


class BankLine(OfShop, table=True):
    """A line of a bank's statement, once: `line_key` tells it from all others of its shop."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        UniqueConstraint("shop_id", "line_key", name="bank_lines_once"),
        CheckConstraint("amount_minor > 0", "bank_lines_amount"),
        CheckConstraint("(outcome = 'matched') = (payment_id IS NOT NULL)", "bank_lines_payment"),
        Index("bank_lines_of_payment", "payment_id", unique=True),
    )

    id: UUID = id_field()
    line_key: str
    booked_on: date
    amount_minor: int = minor_units(nullable=False)
    currency: str
    told_sealed: bytes = sealed(nullable=False)
    outcome: str
    order_number: str = ""
    payment_id: UUID | None = Field(default=None, foreign_key="payments.id")
    received_at: datetime = moment_now(nullable=False)
    solved_at: datetime | None = moment(default=None)
