"""What lists and search go by: one narrow row a product, and the words that products carry."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from commerce.db.columns import OfShop, minor_units, moment


class ShelfEntry(OfShop, table=True):
    """A product that is on sale, as lists and search see it; written by `indexing` alone.

    `forms`, `prices`, `stocked`: of each variant in use its options, its price now, whether any
    is left. `price_minor` is the cheapest of them, and None while it has no price at all.
    `stale_at`: when a price of the product begins or ends, so that the row must be written anew.

    `ballast` is never read. PostgreSQL moves what is long out of a row only if the row has more
    than 2,000 bytes; a page of narrow rows holds six times as many, and a search reads so many
    pages less. Blanks that shrink to 35 bytes make every row long enough (ADR 0029).
    """

    __tablename__ = "shelf_entries"
    __table_args__ = (
        Index(  # without a list of what is pending: a search would read through it
            "shelf_entries_words",
            "words",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index("shelf_entries_popular", "shop_id", "popularity", "product_id"),
        Index("shelf_entries_price", "shop_id", "price_minor", "product_id"),
        Index("shelf_entries_newest", "shop_id", "listed_at", "product_id"),
        Index("shelf_entries_of_popular", "shop_id", "category_id", "popularity", "product_id"),
        Index("shelf_entries_of_price", "shop_id", "category_id", "price_minor", "product_id"),
        Index("shelf_entries_of_newest", "shop_id", "category_id", "listed_at", "product_id"),
        Index("shelf_entries_stale", "stale_at"),
        {"postgresql_with": {"toast_tuple_target": "256"}},
    )

    product_id: UUID = Field(primary_key=True, foreign_key="products.id", ondelete="CASCADE")
    category_id: UUID | None = None
    price_minor: int | None = minor_units(default=None)
    in_stock: bool = True
    popularity: int = 0
    listed_at: int = Field(sa_type=BigInteger)
    stale_at: datetime | None = moment(default=None)
    forms: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    prices: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    stocked: list[bool] = Field(sa_column=Column(ARRAY(Boolean), nullable=False))
    words: str = Field(sa_column=Column(TSVECTOR, nullable=False))
    ballast: str = Field(
        sa_column=Column(Text, nullable=False, server_default=text("repeat(' '::text, 2000)"))
    )


class SearchWord(OfShop, table=True):
    """A word that a product of the shop carries: what typing completes to and typos lead to."""

    __tablename__ = "search_words"

    shop_id: UUID = Field(default=None, primary_key=True)
    word: str = Field(primary_key=True)
    products: int = 1
