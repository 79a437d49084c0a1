"""Where the storefront's pages are, without locale; `ui.texts.localized` adds it."""

HOME = "/"
PRODUCTS = "/products"
CATEGORY = "/c/[category]"
PRODUCT = "/p/[slug]"
CART = "/cart"
CHECKOUT = "/checkout"
ORDER = "/orders/[number]"
FIND_ORDER = "/find"
ACCOUNT = "/account"
PROFILE = "/account/details"
ADDRESSES = "/account/addresses"
WISHES = "/account/wishes"
REVIEWS = "/account/reviews"
STOP = "/stop"
LOG_IN = "/login"
REGISTER = "/register"
RESET = "/reset"
HELP = "/help"
TERMS = "/terms"


def category(slug: str) -> str:
    """The page of a category (`slug` may be a var inside a string)."""
    return f"/c/{slug}"


def product(slug: str) -> str:
    """The page of a product."""
    return f"/p/{slug}"


def order(number: str) -> str:
    """The page of an order."""
    return f"/orders/{number}"
