"""Where the back office's pages are, without locale; `ui.texts.localized` adds it."""

HOME = "/admin"
LOG_IN = "/admin/login"
ORDERS = "/admin/orders"
ORDER = "/admin/orders/[number]"
PRINT = "/admin/print"
CUSTOMERS = "/admin/customers"
CUSTOMER = "/admin/customers/[customer_id]"
CATEGORIES = "/admin/categories"
PRODUCTS = "/admin/products"
PRODUCT = "/admin/products/[product_id]"
EXCHANGE = "/admin/exchange"
STOCK = "/admin/stock"
STOCK_TAKE = "/admin/stock/take"
MESSAGES = "/admin/messages"
REVIEWS = "/admin/reviews"
STAFF = "/admin/staff"
LOG = "/admin/log"
SETTINGS = "/admin/settings"
PAYMENTS = "/admin/settings/payments"
TRANSFERS = "/admin/settings/transfers"
DELIVERY = "/admin/settings/delivery"
TAXES = "/admin/settings/taxes"
PROMOTIONS = "/admin/settings/promotions"
TERMS = "/admin/settings/terms"
BACKUPS = "/admin/settings/backups"
ME = "/admin/me"


def order(number: str) -> str:
    """The page of an order."""
    return f"/admin/orders/{number}"


def customer(customer_id: str) -> str:
    """The page of a customer."""
    return f"/admin/customers/{customer_id}"


def product(product_id: str) -> str:
    """The page of a product."""
    return f"/admin/products/{product_id}"
