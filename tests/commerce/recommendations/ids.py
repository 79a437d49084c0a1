"""The ids behind slugs, for tests that know goods by these."""

from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.models import Product
from commerce.db.session import Session


async def ids_of(session: Session, *slugs: str) -> list[UUID]:
    """One each, in their order; what is unknown is left out."""
    rows = await session.rows(
        select(col(Product.slug), col(Product.id)).where(col(Product.slug).in_(slugs))
    )
    ids: dict[str, UUID] = {row[0]: row[1] for row in rows}
    return [ids[slug] for slug in slugs if slug in ids]
