"""Whose cart it is that a visitor changes."""

from commerce.carts.editing import CartOwner
from commerce.ids import token_hash
from commerce.orders.finding import newest_of_caller
from storefront import paths
from ui.texts import localized
from ui.visits import Visit


def owner_of(at: Visit) -> CartOwner:
    """The signed-in customer's cart, else the one of this browser's cookie."""
    return CartOwner(at.customer_id, None if at.customer_id else at.cart_token)


def scope_of(owner: CartOwner) -> str:
    """Whose idempotency keys the orders from this cart have."""
    if owner.customer_id is not None:
        return f"customer:{owner.customer_id}"
    return f"cart:{token_hash(owner.token or '').hex()}"


def visitor_of(at: Visit) -> str:
    """Who looks around, as their looks are kept; '' for a browser without any cookie."""
    return scope_of(owner_of(at)) if at.customer_id or at.cart_token else ""


async def last_order_path(at: Visit) -> str:
    """The page of the order that this cart became last; '' when there is none."""
    newest = await newest_of_caller(at.session, scope_of(owner_of(at)))
    return localized(f"{paths.order(newest[0])}?key={newest[1]}") if newest else ""
