"""The reviewed list: what somebody without a right may change all the same, and why.

Handler or route -> the tables that it may change. A handler that is not here may change nothing
when a stranger, another customer, staff without the right or another shop's staff calls it.
"""

# Anybody may fill a cart of their own and keep a draft in it.
OWN_CART = frozenset({"carts", "cart_lines"})

# And a wish list; and wait, with an e-mail or a phone, for what is sold out.
OWN_WISHES = frozenset({"wishes"})
WAIT = frozenset({"stock_waits"})

FOR_ANYBODY: dict[str, frozenset[str]] = {
    "storefront.products.state.ProductState.add": OWN_CART,
    "storefront.products.state.ProductState.buy_now": OWN_CART,
    "storefront.cart.state.CartState.remove": OWN_CART,
    "storefront.cart.state.CartState.put_back": OWN_CART,
    "storefront.cart.state.CartState.set_quantity": OWN_CART,
    "storefront.checkout.state.CheckoutState.keep": OWN_CART,
    "storefront.wishes.state.WishState.keep": OWN_WISHES,
    "storefront.wishes.state.WishState.tell_me": WAIT,
    "POST /api/v1/cart/lines": OWN_CART,
    "PUT /api/v1/cart/lines/{sku}": OWN_CART,
    "DELETE /api/v1/cart/lines/{sku}": OWN_CART,
    "PUT /api/v1/wishes/{slug}": OWN_WISHES,
    "DELETE /api/v1/wishes/{slug}": OWN_WISHES,
    "DELETE /api/v1/sessions/current": frozenset({"sessions"}),  # one's own, as the next two
    "POST /auth/logout": frozenset({"sessions"}),
    "POST /auth/staff/log-out": frozenset({"sessions"}),
}

# Everybody on the staff has a password of their own, which they may change.
OWN_PASSWORD = {"admin.me.state.MeState.save": frozenset({"staff", "sessions"})}
# A clerk packs and counts: parcels, stock, and a message that did not arrive.
PARCEL = frozenset({"parcels", "orders", "order_events"})

TIMELINE = frozenset({"orders", "order_events"})
COUNTED = frozenset({"stock_takes", "stock_counts", "stock", "stock_ledger"})
# Views of the list are everybody's own; only who saved one deletes it.
VIEWS = frozenset({"saved_views"})
OWN_VIEWS = {"admin.orders.views.state.ViewsState.save": VIEWS}

KEYS = frozenset({"stock_keys", "stock", "stock_ledger"})

# A new password ends other sessions, and is told to its customer.
OWN_ACCOUNT = frozenset({"customers", "sessions", "messages"})

# What each of them may do by being who they are: the route names nobody, it finds oneself.
FOR_ROLE: dict[str, dict[str, frozenset[str]]] = {
    "customer": {
        "PATCH /api/v1/me": frozenset({"customers"}),  # one's own name
        "PUT /api/v1/me/password": OWN_ACCOUNT,
        "POST /api/v1/me/addresses": frozenset({"customer_addresses"}),
        "storefront.account.profile_state.ProfileState.save": frozenset({"customers"}),
        "storefront.account.profile_state.ProfileState.set_password": OWN_ACCOUNT,
    },
    "viewer": OWN_PASSWORD | OWN_VIEWS,
    "clerk": OWN_PASSWORD
    | OWN_VIEWS
    | {
        "admin.orders.views.state.ViewsState.remove": VIEWS,
        "admin.customers.one.state.NotesState.remove": frozenset({"customer_notes"}),
        "admin.customers.one.state.NotesState.write": frozenset({"customer_notes"}),
        "admin.messages.state.MessageState.send_again": frozenset({"messages"}),
        "admin.reviews.state.AnswerState.save": frozenset({"reviews"}),
        "admin.reviews.state.ReviewsState.put": frozenset({"reviews", "product_ratings"}),
        "admin.orders.many.shipping.ManyShipState.ship": PARCEL | {"order_lines"},
        "admin.orders.one.campaigns.CampaignState.steer": TIMELINE,
        "admin.orders.one.handed.HandedState.send_again": TIMELINE,
        "admin.orders.one.correcting.ParcelState.correct": PARCEL,
        "admin.orders.one.shipping.ShipState.ship": PARCEL | {"order_lines"},
        "admin.orders.one.state.SheetState.deliver": PARCEL,
        "admin.stock.keys_state.KeysState.add": KEYS,
        "POST /media/variants/{variant_id}/keys": KEYS,
        "admin.stock.panel_state.StockPanelState.adjust": frozenset({"stock", "stock_ledger"}),
        "admin.stock.panel_state.StockPanelState.mark_low": frozenset({"stock"}),
        "admin.stock_take.state.StockTakeState.start": frozenset({"stock_takes"}),
        "admin.stock_take.state.StockTakeState.count": frozenset({"stock_counts"}),
        "admin.stock_take.state.StockTakeState.book": COUNTED,
        "admin.stock_take.state.StockTakeState.drop": frozenset({"stock_takes"}),
    },
}

# What odd payloads may leave behind when they are, all the same, somebody's own business.
HARMLESS_WRITES = OWN_CART | OWN_WISHES
