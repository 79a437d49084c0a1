"""Every table of the shop, imported once: what Alembic and tests compare the database with."""

from sqlmodel import SQLModel

from commerce.campaigns import models as campaigns
from commerce.carts import models as carts
from commerce.catalog import models as catalog
from commerce.catalog.search import models as search
from commerce.db import marks
from commerce.delivery import models as delivery
from commerce.messages import models as messages
from commerce.operations.audit_log import models as audit_log
from commerce.operations.backups import models as backups
from commerce.operations.exchange import models as exchange
from commerce.operations.stock_takes import models as stock_takes
from commerce.orders import models as orders
from commerce.payments import ledger
from commerce.payments import models as payments
from commerce.people import models as people
from commerce.promotions import models as promotions
from commerce.recommendations import models as recommendations
from commerce.reviews import models as reviews
from commerce.shops import models as shops
from commerce.stock import models as stock
from commerce.wishes import models as wishes

__all__ = [
    "audit_log",
    "backups",
    "campaigns",
    "carts",
    "catalog",
    "delivery",
    "exchange",
    "ledger",
    "marks",
    "messages",
    "orders",
    "payments",
    "people",
    "promotions",
    "recommendations",
    "reviews",
    "search",
    "shops",
    "stock",
    "stock_takes",
    "wishes",
]

metadata = SQLModel.metadata
