"""Putting a cart right: a line out and back again, as many as are left, a new key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.carts.editing import CartOwner, find_cart
from commerce.carts.models import Cart, CartLine
from commerce.catalog.models import Variant
from commerce.catalog.queries import priced_variants
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.ids import new_id
from commerce.shops.queries import ShopView


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that was taken out, with all that it takes to put it back where it stood."""

    variant_id: UUID
    sku: str
    quantity: int
    inputs: dict[str, Any]
    added_at: datetime


async def take_out(session: Session, owner: CartOwner, sku: str) -> RemovedLine | None:
    """Take the line of a SKU out of the cart; None when it is gone already."""
    cart = await find_cart(session, owner, lock=True)
    if cart is None:
        return None
    of_sku = select(Variant.id).where(Variant.sku == sku)
    found = await session.exec(
        select(CartLine).where(CartLine.cart_id == cart.id, col(CartLine.variant_id).in_(of_sku))
    )
    line = found.one_or_none()
    if line is None:
        return None
    removed = RemovedLine(line.variant_id, sku, line.quantity, line.inputs, line.added_at)
    await session.delete(line)
    _touch(session, cart, owner)
    return removed


async def put_back(session: Session, owner: CartOwner, removed: RemovedLine) -> None:
    """Undo `take_out`; a line of the same SKU that came meanwhile stays as it is."""
    cart = await find_cart(session, owner, lock=True)
    if cart is None:
        raise NotFound("cart")
    await session.run(
        insert(CartLine)
        .values(
            id=new_id(),
            shop_id=session.shop_id,
            cart_id=cart.id,
            variant_id=removed.variant_id,
            quantity=removed.quantity,
            inputs=removed.inputs,
            added_at=removed.added_at,
        )
        .on_conflict_do_nothing(index_elements=["cart_id", "variant_id"])
    )
    _touch(session, cart, owner)


async def take_what_is_left(session: Session, shop: ShopView, owner: CartOwner) -> int:
    """Lower each line to what is available and drop what is not sold; how many lines changed."""
    cart = await find_cart(session, owner, lock=True)
    if cart is None:
        return 0
    lines = (await session.exec(select(CartLine).where(CartLine.cart_id == cart.id))).all()
    variants = await priced_variants(session, shop, [line.variant_id for line in lines])
    changed = 0
    for line in lines:
        variant = variants.get(line.variant_id)
        left = 0 if variant is None or not variant.active else variant.available
        if left is None or left >= line.quantity:
            continue
        changed += 1
        if left <= 0:
            await session.delete(line)
        else:
            line.quantity = left
    if changed:
        _touch(session, cart, owner)
    return changed


async def renew_key(session: Session, owner: CartOwner, place_key: UUID) -> None:
    """Give the cart a new key when `place_key` made another order already."""
    cart = await find_cart(session, owner, lock=True)
    if cart is not None and cart.place_key == place_key:
        cart.place_key = new_id()
        _touch(session, cart, owner)


def _touch(session: Session, cart: Cart, owner: CartOwner) -> None:
    cart.touched_at = clock.now()
    session.tell(owner.topic)
