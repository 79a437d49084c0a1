"""Tables of carts and their lines."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import (
    OfShop,
    id_field,
    json_value,
    moment_now,
    sealed,
)
from commerce.ids import new_id

LINE_LIMIT = 100
QUANTITY_LIMIT = 9_999


class Cart(OfShop, table=True):
    """What somebody means to buy: a customer's, or a guest's by the hash of a cookie.

    `draft_sealed`: the half-filled checkout form. `place_key` is the idempotency key of the
    order that this cart becomes; it changes once that order stands.
    """

    __tablename__ = "carts"
    __table_args__ = (
        Index(
            "carts_of_customer",
            "customer_id",
            unique=True,
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        Index(
            "carts_of_guest",
            "token_hash",
            unique=True,
            postgresql_where=text("token_hash IS NOT NULL"),
        ),
        CheckConstraint("(customer_id IS NULL) <> (token_hash IS NULL)", "carts_one_owner"),
    )

    id: UUID = id_field()
    customer_id: UUID | None = Field(default=None, foreign_key="customers.id")
    token_hash: bytes | None = sealed(default=None)
    draft_sealed: bytes | None = sealed(default=None)
    place_key: UUID = Field(default_factory=new_id, nullable=False)
    touched_at: datetime = moment_now(nullable=False, index=True)


class CartLine(OfShop, table=True):
    """A variant and how many of it; `inputs` is what its kind asks of the customer."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id", name="cart_lines_once"),
        CheckConstraint(f"quantity BETWEEN 1 AND {QUANTITY_LIMIT}", "cart_lines_quantity"),
    )

    id: UUID = id_field()
    cart_id: UUID = Field(foreign_key="carts.id", ondelete="CASCADE")
    variant_id: UUID = Field(foreign_key="variants.id")
    quantity: int
    inputs: dict[str, Any] = json_value(default_factory=dict, nullable=False)
    added_at: datetime = moment_now(nullable=False)
