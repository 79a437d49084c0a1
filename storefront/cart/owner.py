"""Whose cart it is that a visitor changes."""

from commerce.carts.editing import CartOwner
from ui.visits import Visit


def owner_of(at: Visit) -> CartOwner:
    """The signed-in customer's cart, else the one of this browser's cookie."""
    return CartOwner(at.customer_id, None if at.customer_id else at.cart_token)
