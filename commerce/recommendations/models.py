"""What was bought together."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from uuid import UUID

from sqlmodel import Field

from commerce.db.columns import OfShop


class BoughtTogether(OfShop, table=True):
    """`customers`: how many different ones bought both in one order, of late."""

    __tablename__ = "bought_together"

    product_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    other_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    customers: int
