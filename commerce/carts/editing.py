"""Changing a cart: one cart a customer or guest cookie, made with the first line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.carts.models import LINE_LIMIT, QUANTITY_LIMIT, Cart, CartLine
from commerce.catalog.kinds.inputs import parse_inputs, sealed_inputs
from commerce.catalog.models import Product, ProductState, Variant
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound, NotSignedIn
from commerce.ids import new_id, token_hash
from commerce.secrecy import seal, unseal


@dataclass(frozen=True, slots=True)
class CartOwner:
    """Whose cart: a signed-in customer's, else the guest's with this cookie."""

    customer_id: UUID | None
    token: str | None

    @property
    def topic(self) -> str:
        """The live topic of this cart."""
        who = str(self.customer_id) if self.customer_id else token_hash(self.token or "").hex()
        return f"cart:{who}"


def owned_by(owner: CartOwner) -> ColumnElement[bool] | None:
    """What tells the owner's cart from all others; none for who can have none."""
    if owner.customer_id is not None:
        return col(Cart.customer_id) == owner.customer_id
    return col(Cart.token_hash) == token_hash(owner.token) if owner.token else None


async def find_cart(session: Session, owner: CartOwner, *, lock: bool = False) -> Cart | None:
    """The owner's cart, if there is one."""
    mine = owned_by(owner)
    if mine is None:
        return None
    statement = select(Cart).where(mine)
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).one_or_none()


async def add_line(
    session: Session,
    owner: CartOwner,
    sku: str,
    quantity: int,
    inputs: dict[str, Any],
    *,
    more: bool = True,
    context: Mapping[str, str] | None = None,
) -> None:
    """Put `quantity` more of a SKU into the cart; not `more`: that many in all.

    `inputs` are read by their kind in that context; without one they are as a cart keeps them.
    Raises InvalidInput (at the names of the inputs), NotFound.
    """
    _check_quantity(quantity)
    variant_id, kind = await _sold_variant(session, sku)
    if context is not None:
        inputs = sealed_inputs(kind, parse_inputs(kind, inputs, context))
    cart = await _cart(session, owner)
    count = (await session.exec(select(func.count()).where(CartLine.cart_id == cart.id))).one()
    if count >= LINE_LIMIT:
        raise InvalidInput.of("lines", "too_long", max_length=LINE_LIMIT)
    statement = insert(CartLine).values(
        id=new_id(),
        shop_id=session.shop_id,
        cart_id=cart.id,
        variant_id=variant_id,
        quantity=quantity,
        inputs=inputs,
        added_at=clock.now(),
    )
    added = func.least(col(CartLine.quantity) + statement.excluded.quantity, QUANTITY_LIMIT)
    wanted = added if more else statement.excluded.quantity
    await session.run(
        statement.on_conflict_do_update(
            index_elements=["cart_id", "variant_id"],
            set_={"quantity": wanted, "inputs": statement.excluded.inputs},
        )
    )
    _touch(session, cart, owner)


async def set_quantity(session: Session, owner: CartOwner, sku: str, quantity: int) -> None:
    """Set a line's quantity; 0 takes it out. A line that is gone stays gone."""
    if quantity != 0:
        _check_quantity(quantity)
    cart = await find_cart(session, owner, lock=True)
    if cart is None:
        return
    of_sku = select(Variant.id).where(Variant.sku == sku)
    found = await session.exec(
        select(CartLine).where(CartLine.cart_id == cart.id, col(CartLine.variant_id).in_(of_sku))
    )
    line = found.one_or_none()
    if line is None:
        return
    if quantity == 0:
        await session.delete(line)
    else:
        line.quantity = quantity
    _touch(session, cart, owner)


async def merge(session: Session, token: str | None, customer_id: UUID) -> None:
    """After log-in: what the guest gathered joins the customer's own cart."""
    guest = await find_cart(session, CartOwner(None, token), lock=True) if token else None
    if guest is None:
        return
    owner = CartOwner(customer_id, None)
    cart = await _cart(session, owner)
    lines = (await session.exec(select(CartLine).where(CartLine.cart_id == guest.id))).all()
    for line in lines:
        statement = insert(CartLine).values(
            **(line.model_dump() | {"id": new_id(), "cart_id": cart.id})
        )
        most = func.greatest(col(CartLine.quantity), statement.excluded.quantity)
        await session.run(
            statement.on_conflict_do_update(
                index_elements=["cart_id", "variant_id"], set_={"quantity": most}
            )
        )
    if cart.draft_sealed is None:
        cart.draft_sealed = guest.draft_sealed
    await session.delete(guest)
    _touch(session, cart, owner)


async def save_draft(session: Session, owner: CartOwner, draft: dict[str, str]) -> None:
    """Keep the half-filled checkout form, sealed. Raises InvalidInput when it is too large."""
    if len(draft) > 40 or sum(len(k) + len(v) for k, v in draft.items()) > 8_000:
        raise InvalidInput.of("form", "too_long", max_length=8_000)
    cart = await _cart(session, owner)
    cart.draft_sealed = seal(draft)
    cart.touched_at = clock.now()


def draft_of(cart: Cart | None) -> dict[str, str]:
    """The half-filled checkout form."""
    return unseal(cart.draft_sealed) if cart and cart.draft_sealed else {}


async def _cart(session: Session, owner: CartOwner) -> Cart:
    """The owner's cart, locked, made if need be; two tabs at once make one."""
    if owner.customer_id is None and not owner.token:
        raise NotSignedIn
    cart = await find_cart(session, owner, lock=True)
    if cart is not None:
        return cart
    values = {
        "id": new_id(),
        "shop_id": session.shop_id,
        "customer_id": owner.customer_id,
        "token_hash": None if owner.customer_id else token_hash(owner.token or ""),
        "place_key": new_id(),
        "touched_at": clock.now(),
    }
    await session.run(insert(Cart).values(**values).on_conflict_do_nothing())
    made = await find_cart(session, owner, lock=True)
    if made is None:  # the cookie belongs to another shop's cart
        raise NotFound("cart")
    return made


def _check_quantity(quantity: object) -> None:
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise InvalidInput.of("quantity", "int_type")
    if not 1 <= quantity <= QUANTITY_LIMIT:
        raise InvalidInput.of("quantity", "quantity_range", min=1, max=QUANTITY_LIMIT)


async def _sold_variant(session: Session, sku: str) -> tuple[UUID, str]:
    found = await session.exec(
        select(Variant.id, Product.kind)
        .join(Product, col(Product.id) == Variant.product_id)
        .where(Variant.sku == sku, col(Variant.active), Product.state == ProductState.ACTIVE)
    )
    sold = found.one_or_none()
    if sold is None:
        raise InvalidInput.of("sku", "unknown_sku", sku=sku[:64])
    return sold


def _touch(session: Session, cart: Cart, owner: CartOwner) -> None:
    cart.touched_at = clock.now()
    session.tell(owner.topic)
