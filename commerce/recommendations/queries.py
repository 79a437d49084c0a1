"""Reads of what was learnt: the goods that others bought with these, and what one looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from commerce.catalog.browsing import card_of, cards_on_sale
from commerce.catalog.models import Product
from commerce.catalog.views import ProductCard
from commerce.db.session import Session
from commerce.recommendations.models import BoughtTogether, LookedAt
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

    One round trip.
    """
    if not product_ids:
        return []
    customers = func.max(col(BoughtTogether.customers)).label("customers")
    best = (
        select(col(BoughtTogether.other_id), customers)
        .where(
            col(BoughtTogether.product_id).in_(product_ids),
            col(BoughtTogether.other_id).not_in(product_ids),
        )
        .group_by(col(BoughtTogether.other_id))
        .order_by(customers.desc(), col(BoughtTogether.other_id))
        .limit(2 * limit)
        .subquery("best")
    )
    rows = await session.rows(
        cards_on_sale(shop.currency)
        .add_columns(best.c.customers)
        .join(best, best.c.other_id == col(Product.id))
        .order_by(best.c.customers.desc(), best.c.other_id)
    )
    found = [Together(card_of(row, shop.currency, locale), row.customers) for row in rows]
    return [one for one in found if not one.card.sold_out][:limit]


async def looked_at(
    session: Session,
    shop: ShopView,
    locale: str,
    who: str,
    *,
    without: UUID | None = None,
    limit: int = SHOWN,
) -> list[ProductCard]:
    """What `who` opened and is still on sale, the latest first. One round trip."""
    statement = (
        cards_on_sale(shop.currency)
        .join(LookedAt, col(LookedAt.product_id) == col(Product.id))
        .where(col(LookedAt.who) == who)
        .order_by(col(LookedAt.at).desc(), col(Product.id))
        .limit(limit)
    )
    if without is not None:
        statement = statement.where(col(LookedAt.product_id) != without)
    return [card_of(row, shop.currency, locale) for row in await session.rows(statement)]
