"""Reads of what was learnt: the goods that others bought with these."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from commerce.catalog.browsing import cards_of
from commerce.catalog.models import Product
from commerce.catalog.views import ProductCard
from commerce.db.session import Session
from commerce.recommendations.models import BoughtTogether
from commerce.shops.queries import ShopView

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Together:
    """A product that others bought with it; `customers`: how many did."""

    card: ProductCard
    customers: int


async def bought_together(
    session: Session,
    shop: ShopView,
    locale: str,
    product_ids: Collection[UUID],
    limit: int = SHOWN,
) -> list[Together]:
    """What was bought with any of these, by most customers first; sold-out goods are left out.

    Two round trips.
    """
    if not product_ids:
        return []
    customers = func.max(col(BoughtTogether.customers))
    rows = await session.rows(
        select(col(BoughtTogether.other_id), customers)
        .where(
            col(BoughtTogether.product_id).in_(product_ids),
            col(BoughtTogether.other_id).not_in(product_ids),
        )
        .group_by(col(BoughtTogether.other_id))
        .order_by(customers.desc(), col(BoughtTogether.other_id))
        .limit(2 * limit)
    )
    counts: dict[UUID, int] = {row[0]: row[1] for row in rows}
    cards = await cards_of(session, shop, locale, list(counts))
    return [Together(card, counts[card.id]) for card in cards if not card.sold_out][:limit]


async def cards_by_slug(
    session: Session, shop: ShopView, locale: str, slugs: Sequence[str]
) -> list[ProductCard]:
    """The cards of these products in their order; what is unknown or not on sale is left out.

    Two round trips.
    """
    if not slugs:
        return []
    rows = await session.rows(
        select(col(Product.slug), col(Product.id)).where(col(Product.slug).in_(slugs))
    )
    ids: dict[str, UUID] = {row[0]: row[1] for row in rows}
    return list(await cards_of(session, shop, locale, [ids[s] for s in slugs if s in ids]))


async def product_ids_of(session: Session, slugs: Sequence[str]) -> list[UUID]:
    """The ids behind slugs, as far as they are known."""
    rows = await session.rows(select(col(Product.id)).where(col(Product.slug).in_(slugs)))
    return [row[0] for row in rows]
