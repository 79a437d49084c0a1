"""The table of reviews."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, moment, moment_now, state_field


class ReviewState(StrEnum):
    """Whether a review is shown. Waiting: staff look first, as its text leads elsewhere."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class Review(OfShop, table=True):
    """What one customer says of one product; `order_id`: by which it came to them."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("product_id", "customer_id", name="reviews_once"),
        CheckConstraint("stars BETWEEN 1 AND 5", "reviews_stars"),
        Index("reviews_shown", "product_id", "id", postgresql_where=text("state = 'published'")),
        Index("reviews_of_customer", "customer_id", "id"),
        Index("reviews_newest", "shop_id", "state", "id"),
    )

    id: UUID = id_field()
    product_id: UUID = Field(foreign_key="products.id", ondelete="CASCADE")
    customer_id: UUID = Field(foreign_key="customers.id", ondelete="CASCADE")
    order_id: UUID
    stars: int
    text: str = ""
    state: str = state_field(default=ReviewState.PUBLISHED, nullable=False)
    answer: str = ""
    answered_at: datetime | None = moment(default=None)
    written_at: datetime = moment_now(nullable=False)
