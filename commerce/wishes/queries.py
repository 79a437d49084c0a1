"""Reads of wishes: what is on a list, and what a customer waits for."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from commerce.carts.editing import CartOwner
from commerce.catalog.browsing import cards_of
from commerce.catalog.models import Product, Variant
from commerce.catalog.texts import localized, option_text
from commerce.catalog.views import ProductCard
from commerce.db.session import Session
from commerce.people.contacts import masked
from commerce.secrecy import unseal
from commerce.shops.queries import ShopView
from commerce.wishes.models import StockWait, Wish
from commerce.wishes.wishing import of_owner


@dataclass(frozen=True, slots=True)
class WaitView:
    """A variant that somebody waits for; `reach` is masked."""

    id: UUID
    slug: str
    name: str
    options: str
    reach: str


async def is_wished(session: Session, owner: CartOwner, slug: str) -> bool:
    """Whether that product is on the owner's list; nobody wishes for nothing."""
    if owner.customer_id is None and not owner.token:
        return False
    found = (
        select(Wish.id)
        .join(Product, col(Product.id) == col(Wish.product_id))
        .where(of_owner(owner), Product.slug == slug)
    )
    return (await session.exec(found)).first() is not None


async def wished(
    session: Session, shop: ShopView, owner: CartOwner, locale: str
) -> tuple[ProductCard, ...]:
    """The cards of the list, the newest wish first; what is not on sale just now is left out."""
    if owner.customer_id is None and not owner.token:
        return ()
    listed = select(Wish.product_id).where(of_owner(owner)).order_by(col(Wish.id).desc())
    return await cards_of(session, shop, locale, (await session.exec(listed)).all())


async def waits_of(session: Session, customer_id: UUID, locale: str) -> tuple[WaitView, ...]:
    """What a customer waits for, the newest first."""
    rows = await session.exec(
        select(StockWait, Variant, Product)
        .join(Variant, col(Variant.id) == col(StockWait.variant_id))
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(StockWait.customer_id == customer_id, col(StockWait.told_at).is_(None))
        .order_by(col(StockWait.id).desc())
    )
    return tuple(
        WaitView(
            id=wait.id,
            slug=product.slug,
            name=localized(product.name, locale),
            options=option_text(variant.options, locale),
            reach=masked(str(unseal(wait.contact_sealed or b""))),
        )
        for wait, variant, product in rows
    )
