"""Fills the demo shops, once: what is there already stays as it is."""

import random

from sqlalchemy import text
from sqlmodel import col, select

from commerce.catalog.models import Product
from commerce.catalog.search.indexing import index_products
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.demo.history import tell_history
from commerce.demo.joining import hire, sign_up
from commerce.demo.plans import SHOPS, shop_plan
from commerce.demo.stocking import open_shop, stock_shelves
from commerce.orders.partitions import make_ahead
from commerce.recommendations.learning import learn
from commerce.settings import settings
from commerce.shops.models import Shop
from commerce.shops.queries import forget_shops

_LOCK = 7_210_001  # any number: two seeds at once wait for each other
_MONTHS_BACK = 3  # the past orders reach 60 days back


async def seed() -> Shop:
    """Make the demo shops with all that they sell, their people and their past orders.

    A shop that sells something already is left alone. Refuses to touch a shop in earnest.
    Returns the first of them.
    """
    if settings().mode == "shop":
        raise SystemExit("The demo shop is not for ALLHOURS_MODE=shop: its log-ins are known.")
    async with transaction_over_all_shops() as session:
        await session.run(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await make_ahead(session, months_back=_MONTHS_BACK)
        shops = [await open_shop(session, shop_plan(slug)) for slug in SHOPS]
    forget_shops()
    filled = [await _fill(shop) for shop in shops]
    if any(filled):
        await learn(everything=True)
    return shops[0]


async def _fill(shop: Shop) -> bool:
    """Whether it was empty before."""
    plan = shop_plan(shop.slug)
    chance = random.Random(shop.slug)  # noqa: S311  the same story each time, no secret
    async with transaction(shop.id) as session:
        await session.run(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if (await session.exec(select(col(Product.id)).limit(1))).first() is not None:
            return False
        await stock_shelves(session, shop, plan)
        staff = await hire(session, plan)
        customers = await sign_up(session, shop, plan.customers, chance)
        await tell_history(session, shop, plan, staff, customers, chance)
        await index_products(session, await session.exec(select(col(Product.id))))
    return True
