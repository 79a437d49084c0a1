"""The reviewed list: what somebody without a right may change all the same, and why.

Handler or route -> the tables that it may change. A handler that is not here may change nothing
when a stranger, another customer, staff without the right or another shop's staff calls it.
"""

# Anybody may fill a cart of their own and keep a draft in it.
OWN_CART = frozenset({"carts", "cart_lines"})

FOR_ANYBODY: dict[str, frozenset[str]] = {}

# Staff whose role holds the right: what a viewer or clerk does by profession.
FOR_ROLE: dict[str, dict[str, frozenset[str]]] = {"viewer": {}, "clerk": {}}

# What odd payloads may leave behind when they are, all the same, somebody's own business.
HARMLESS_WRITES = OWN_CART
