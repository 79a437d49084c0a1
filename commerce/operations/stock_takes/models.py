"""The tables of stock takes."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, moment, moment_now, state_field


class TakeState(StrEnum):
    """Where a stock take stands."""

    OPEN = "open"
    BOOKED = "booked"
    DROPPED = "dropped"


class StockTake(OfShop, table=True):
    """One count of some shelves, by as many people as like."""

    __tablename__ = "stock_takes"
    __table_args__ = (Index("stock_takes_newest", "shop_id", "id"),)

    id: UUID = id_field()
    name: str
    state: str = state_field(default=TakeState.OPEN, nullable=False)
    staff_id: UUID = Field(foreign_key="staff.id")
    staff_name: str
    began_at: datetime = moment_now(nullable=False)
    ended_at: datetime | None = moment(default=None)


class StockCount(OfShop, table=True):
    """What was counted of a variant, and what had to be there at that very moment.

    `expected` is what is free and what orders hold or wait for to be sent, for all of that lies on
    the shelf. `booked`: by how much the level was changed; `missing`: what orders were promised.
    """

    __tablename__ = "stock_counts"
    __table_args__ = (
        CheckConstraint("counted >= 0", "stock_counts_counted"),
        Index("stock_counts_newest", "take_id", "counted_at"),
    )

    take_id: UUID = Field(primary_key=True, foreign_key="stock_takes.id", ondelete="CASCADE")
    variant_id: UUID = Field(primary_key=True, foreign_key="variants.id")
    counted: int
    expected: int
    staff_name: str
    counted_at: datetime = moment_now(nullable=False)
    booked: int | None = None
    missing: int = 0

    @property
    def difference(self) -> int:
        """What is there too much, or below zero too little."""
        return self.counted - self.expected
