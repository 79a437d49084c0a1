"""Tables of wish lists, of who waits for a variant, and of who wants to hear no more."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, moment, moment_now, sealed

_WAITING = text("told_at IS NULL")


class Wish(OfShop, table=True):
    """A product on a wish list: a customer's, or a guest's by the hash of the cart's cookie."""

    __tablename__ = "wishes"
    __table_args__ = (
        Index(
            "wishes_of_customer",
            "customer_id",
            "product_id",
            unique=True,
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        Index(
            "wishes_of_guest",
            "token_hash",
            "product_id",
            unique=True,
            postgresql_where=text("token_hash IS NOT NULL"),
        ),
        CheckConstraint("(customer_id IS NULL) <> (token_hash IS NULL)", "wishes_one_owner"),
    )

    id: UUID = id_field()
    customer_id: UUID | None = Field(default=None, foreign_key="customers.id")
    token_hash: bytes | None = sealed(default=None)
    product_id: UUID = Field(foreign_key="products.id")
    added_at: datetime = moment_now(nullable=False)


class StockWait(OfShop, table=True):
    """Somebody waits for a variant that is sold out; told once, then the contact is forgotten."""

    __tablename__ = "stock_waits"
    __table_args__ = (
        Index(
            "stock_waits_once",
            "variant_id",
            "contact_index",
            unique=True,
            postgresql_where=_WAITING,
        ),
        Index("stock_waits_next", "variant_id", "id", postgresql_where=_WAITING),
        Index("stock_waits_of_contact", "contact_index", postgresql_where=_WAITING),
        Index("stock_waits_of_customer", "customer_id", postgresql_where=_WAITING),
        Index(
            "stock_waits_told",
            "variant_id",
            "told_at",
            postgresql_where=text("told_at IS NOT NULL"),
        ),
        CheckConstraint("(told_at IS NULL) = (contact_sealed IS NOT NULL)", "stock_waits_contact"),
    )

    id: UUID = id_field()
    variant_id: UUID = Field(foreign_key="variants.id")
    customer_id: UUID | None = Field(default=None, foreign_key="customers.id")
    channel: str
    contact_sealed: bytes | None = sealed(default=None)
    contact_index: bytes = sealed(nullable=False)
    locale: str = "en"
    asked_at: datetime = moment_now(nullable=False)
    told_at: datetime | None = moment(default=None)


class NoticeRefusal(OfShop, table=True):
    """A contact that asked, by the link in a message, to get no more of that sort."""

    __tablename__ = "notice_refusals"

    shop_id: UUID = Field(default=None, primary_key=True, nullable=False)
    contact_index: bytes = sealed(primary_key=True)
    refused_at: datetime = moment_now(nullable=False)
