"""What goes together follows from paid orders: of several people, both ways, and only of them."""

from typing import Any

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.models import Product, Variant
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.orders.models import Order
from commerce.recommendations.learning import count_anew
from commerce.recommendations.queries import bought_together
from tests.builders import a_paid_order, a_product, a_shop, an_order
from tests.commerce.recommendations.ids import ids_of

pytestmark = pytest.mark.usefixtures("shop_database")
SKUS = ("A", "B", "C")


@pytest.fixture
async def shop():
    shop = await a_shop()
    for sku in SKUS:
        shop = await a_product(shop, sku, stock=20, slug=f"{sku.lower()}-{shop.id.hex[-8:]}")
    return shop


def of(n: int, *skus: str) -> dict[str, Any]:
    """What the n-th person orders."""
    return {
        "lines": [{"sku": sku, "quantity": 1} for sku in skus],
        "contact": {"name": "Li", "phone": f"1380013{n:04}", "email": None},
    }


def slug(shop, sku):
    return f"{sku.lower()}-{shop.id.hex[-8:]}"


async def others(shop, *skus):
    """What is shown beside these: SKU and how many customers."""
    async with transaction(shop.id) as session:
        ids = await ids_of(session, *(slug(shop, sku) for sku in SKUS))
    async with transaction_over_all_shops() as session:
        await count_anew(session, ids, clock.now())
    async with transaction(shop.id) as session:
        asked = await ids_of(session, *(slug(shop, sku) for sku in skus))
        found = await bought_together(session, shop.view, "en", asked)
    return [(one.card.slug[0].upper(), one.customers) for one in found]


async def test_what_two_people_bought_together_is_shown_both_ways_however_often_it_is_counted(shop):
    await a_paid_order(shop, **of(1, "A", "B"))
    await a_paid_order(shop, **of(2, "A", "B"))
    assert await others(shop, "A") == [("B", 2)]
    assert await others(shop, "B") == [("A", 2)]
    assert await others(shop, "A") == [("B", 2)]
    assert await others(shop, "A", "B") == []


async def test_one_persons_orders_are_nobodys_business_however_many(shop):
    for _n in range(3):
        await a_paid_order(shop, **of(1, "A", "B"))
    assert await others(shop, "A") == []


async def test_what_was_never_paid_or_was_cancelled_counts_for_nothing(shop):
    await a_paid_order(shop, **of(1, "A", "B"))
    await an_order(shop, **of(2, "A", "B"))
    cancelled = await a_paid_order(shop, **of(3, "A", "B"))
    async with transaction(shop.id) as session:
        order = (await session.exec(select(Order).where(col(Order.id) == cancelled.id))).one()
        order.status = "cancelled"
    assert await others(shop, "A") == []


async def test_more_orders_change_what_comes_first(shop):
    for n in (1, 2):
        await a_paid_order(shop, **of(n, "A", "B"))
    assert await others(shop, "A") == [("B", 2)]
    for n in (3, 4, 5):
        await a_paid_order(shop, **of(n, "A", "C"))
    assert await others(shop, "A") == [("C", 3), ("B", 2)]


async def test_what_is_sold_out_is_not_offered(shop):
    for n in (1, 2):
        await a_paid_order(shop, **of(n, "A", "B"))
    last: dict[str, Any] = {**of(9, "B"), "lines": [{"sku": "B", "quantity": 18}]}
    await an_order(shop, **last)
    assert await others(shop, "A") == []


async def test_what_sells_becomes_popular(shop):
    await a_paid_order(shop, **of(1, "A", "B"))
    await a_paid_order(shop, **of(2, "A"))
    await others(shop)
    async with transaction(shop.id) as session:
        found = await session.rows(
            select(Variant.sku, Product.popularity)
            .join(Product, col(Product.id) == col(Variant.product_id))
            .where(col(Variant.sku).in_(SKUS))
        )
    assert {row[0]: row[1] for row in found} == {"A": 2, "B": 1, "C": 0}
