"""Every table of the shop, imported once: what Alembic and tests compare the database with."""

from sqlmodel import SQLModel

from commerce.carts import models as carts
from commerce.catalog import models as catalog
from commerce.delivery import models as delivery
from commerce.messages import models as messages
from commerce.orders import models as orders
from commerce.payments import models as payments
from commerce.people import models as people
from commerce.promotions import models as promotions
from commerce.shops import models as shops
from commerce.stock import models as stock

__all__ = [
    "carts",
    "catalog",
    "delivery",
    "messages",
    "orders",
    "payments",
    "people",
    "promotions",
    "shops",
    "stock",
]

metadata = SQLModel.metadata
