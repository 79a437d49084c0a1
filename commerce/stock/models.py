"""Tables of stock levels and of the ledger that explains them."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, moment, moment_now, sealed


class Stock(OfShop, table=True):
    """What is left of a variant: what came in, less what orders hold or bought."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("available >= 0", "stock_available"),)

    variant_id: UUID = Field(primary_key=True, foreign_key="variants.id")
    available: int = 0
    low_at: int = 5


class StockKey(OfShop, table=True):
    """One key of a variant that is sold by keys: free, or given to one line of one order.

    `digest` finds a key that was uploaded before; the key itself is sealed.
    """

    __tablename__ = "stock_keys"
    __table_args__ = (
        UniqueConstraint("variant_id", "digest", name="stock_keys_once"),
        CheckConstraint(
            "(order_id IS NULL) = (line_n IS NULL) AND (order_id IS NULL) = (given_at IS NULL)",
            "stock_keys_given",
        ),
        Index("stock_keys_of_order", "order_id", postgresql_where=text("order_id IS NOT NULL")),
        Index("stock_keys_free", "variant_id", "id", postgresql_where=text("order_id IS NULL")),
    )

    id: UUID = id_field()
    variant_id: UUID = Field(foreign_key="variants.id")
    digest: bytes = sealed(nullable=False)
    key_sealed: bytes = sealed(nullable=False)
    order_id: UUID | None = None
    line_n: int | None = None
    given_at: datetime | None = moment(default=None)
    added_at: datetime = moment_now(nullable=False)


class StockReason(StrEnum):
    """Why a level changed. `available` is always the sum of a variant's changes."""

    COUNTED = "counted"  # an adjustment by people, with a note
    HELD = "held"  # an order was placed (negative)
    RELEASED = "released"  # an unpaid order ended
    RESTOCKED = "restocked"  # came back from a paid order


class StockChange(OfShop, table=True):
    """One change of one level."""

    __tablename__ = "stock_ledger"
    __table_args__ = (
        Index("stock_ledger_of", "variant_id", "id"),
        Index("stock_ledger_of_order", "order_id"),
        CheckConstraint("change <> 0", "stock_ledger_change"),
    )

    id: UUID = id_field()
    variant_id: UUID
    change: int
    reason: str
    order_id: UUID | None = None
    staff_id: UUID | None = None
    note: str = ""
    at: datetime = moment_now(nullable=False)
