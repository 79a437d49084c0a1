"""The reviewed list: what somebody without a right may change all the same, and why.

Handler or route -> the tables that it may change. A handler that is not here may change nothing
when a stranger, another customer, staff without the right or another shop's staff calls it.
"""

# Anybody may fill a cart of their own and keep a draft in it.
OWN_CART = frozenset({"carts", "cart_lines"})

FOR_ANYBODY: dict[str, frozenset[str]] = {
    "storefront.products.state.ProductState.add": OWN_CART,
    "storefront.products.state.ProductState.buy_now": OWN_CART,
    "storefront.cart.state.CartState.remove": OWN_CART,
    "storefront.cart.state.CartState.put_back": OWN_CART,
    "storefront.cart.state.CartState.set_quantity": OWN_CART,
    "storefront.checkout.state.CheckoutState.keep": OWN_CART,
    "POST /api/v1/cart/lines": OWN_CART,
    "PUT /api/v1/cart/lines/{sku}": OWN_CART,
    "DELETE /api/v1/cart/lines/{sku}": OWN_CART,
    "DELETE /api/v1/sessions/current": frozenset({"sessions"}),  # one's own
}

# What each of them may do by being who they are: the route names nobody, it finds oneself.
FOR_ROLE: dict[str, dict[str, frozenset[str]]] = {
    "customer": {"PATCH /api/v1/me": frozenset({"customers"})},  # one's own name
    "viewer": {},
    "clerk": {},
}

# What odd payloads may leave behind when they are, all the same, somebody's own business.
HARMLESS_WRITES = OWN_CART
