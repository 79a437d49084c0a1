"""Which products and categories there are, in the fewest words: for site maps and feeds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from commerce.catalog.models import Category, Product, ProductState
from commerce.db.session import Session


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A product's or category's slug, its id, and when its page changed last."""

    id: UUID
    slug: str
    changed_at: datetime


async def listed_products(
    session: Session, limit: int, after: UUID | None = None
) -> list[ListedPage]:
    """Active products by id, at most `limit`, those after `after`."""
    statement = (
        select(col(Product.id), col(Product.slug), col(Product.updated_at))
        .where(col(Product.state) == ProductState.ACTIVE)
        .order_by(col(Product.id))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(Product.id) > after)
    return [ListedPage(*row) for row in await session.rows(statement)]


async def listed_categories(session: Session) -> list[ListedPage]:
    """Categories that hold an active product; each changes with the newest change in it."""
    statement = (
        select(col(Category.id), col(Category.slug), func.max(col(Product.updated_at)))
        .join(Product, col(Product.category_id) == col(Category.id))
        .where(col(Product.state) == ProductState.ACTIVE)
        .group_by(col(Category.id))
        .order_by(col(Category.position), col(Category.id))
    )
    return [ListedPage(*row) for row in await session.rows(statement)]
