"""What was bought together, and what each visitor looked at."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from commerce.db.columns import OfShop, moment_now


class BoughtTogether(OfShop, table=True):
    """`customers`: how many different ones bought both in one order, of late."""

    __tablename__ = "bought_together"

    product_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    other_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    customers: int


class LookedAt(OfShop, table=True):
    """A product that somebody opened, last `at`. `who`: a customer, or a browser's hashed cookie."""

    __tablename__ = "looked_at"

    shop_id: UUID = Field(default=None, primary_key=True)
    who: str = Field(primary_key=True)
    product_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    at: datetime = moment_now(nullable=False, index=True)
