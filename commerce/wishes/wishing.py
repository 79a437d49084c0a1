"""A wish list: put on, taken off; a guest's joins the account at log-in."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col, delete, func, select

from commerce import clock
from commerce.carts.editing import CartOwner
from commerce.catalog.models import Product, ProductState
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound, NotSignedIn
from commerce.ids import new_id, token_hash
from commerce.wishes.models import Wish

MOST = 200


async def wish(session: Session, owner: CartOwner, slug: str) -> None:
    """Put a product on the owner's list; a second time changes nothing.

    Raises NotFound, InvalidInput (the list is full), NotSignedIn (nobody's list).
    """
    product_id = await _product_id(session, slug)
    listed = await session.exec(select(func.count()).select_from(Wish).where(of_owner(owner)))
    if listed.one() >= MOST:
        raise InvalidInput.of("wishes", "too_long", max_length=MOST)
    await session.run(_new(session.shop_id, owner, product_id))


async def unwish(session: Session, owner: CartOwner, slug: str) -> None:
    """Take a product off the list; one that is not on it stays off."""
    named = select(Product.id).where(Product.slug == slug)
    await session.exec(delete(Wish).where(of_owner(owner), col(Wish.product_id).in_(named)))


async def bring_wishes(session: Session, token: str | None, customer_id: UUID) -> None:
    """After log-in: what the guest wished for joins the customer's own list, as far as it fits."""
    if not token:
        return
    taken = await session.exec(
        delete(Wish)
        .where(of_owner(CartOwner(None, token)))
        .returning(col(Wish.added_at), col(Wish.product_id))
    )
    owner = CartOwner(customer_id, None)
    listed = await session.exec(select(func.count()).select_from(Wish).where(of_owner(owner)))
    newest_first = sorted(taken.all(), reverse=True)
    for _, product_id in newest_first[: max(0, MOST - listed.one())]:
        await session.run(_new(session.shop_id, owner, product_id))


def of_owner(owner: CartOwner) -> ColumnElement[bool]:
    """The wishes of one person. Raises NotSignedIn for nobody."""
    if owner.customer_id is not None:
        return col(Wish.customer_id) == owner.customer_id
    if owner.token:
        return col(Wish.token_hash) == token_hash(owner.token)
    raise NotSignedIn


def _new(shop_id: UUID, owner: CartOwner, product_id: UUID) -> Insert:
    hashed = None if owner.customer_id else token_hash(owner.token or "")
    values = {
        "id": new_id(),
        "shop_id": shop_id,
        "customer_id": owner.customer_id,
        "token_hash": hashed,
        "product_id": product_id,
        "added_at": clock.now(),
    }
    return insert(Wish).values(**values).on_conflict_do_nothing()


async def _product_id(session: Session, slug: str) -> UUID:
    found = select(Product.id).where(Product.slug == slug, Product.state == ProductState.ACTIVE)
    product_id = (await session.exec(found)).one_or_none()
    if product_id is None:
        raise NotFound("product")
    return product_id
