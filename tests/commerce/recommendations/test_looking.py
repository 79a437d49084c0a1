"""What one looked at: the latest first, each product once, one's own alone, forgotten when told."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.models import Product
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.ids import new_id
from commerce.recommendations import looking
from commerce.recommendations.looking import forget_looks, forget_old_looks, note_look
from commerce.recommendations.models import LookedAt
from commerce.recommendations.queries import looked_at
from tests.builders import a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop():
    return await a_product(await a_product(await a_product(await a_shop(), "A"), "B"), "C")


async def look(shop, who, *skus):
    for sku in skus:
        async with transaction(shop.id) as session:
            await note_look(session, who, await id_of(session, sku))


async def id_of(session, sku):
    found = await session.exec(
        select(Product.id).where(col(Product.slug).startswith(f"{sku.lower()}-"))
    )
    return found.one()


async def seen(shop, who, **asked):
    async with transaction(shop.id) as session:
        found = await looked_at(session, shop.view, "en", who, **asked)
    return [card.slug[0].upper() for card in found]


@pytest.fixture
def who():
    return f"cart:{new_id().hex}"


async def test_the_latest_comes_first_and_each_product_once(shop, who):
    await look(shop, who, "A", "B", "C", "A")
    assert await seen(shop, who) == ["A", "C", "B"]
    async with transaction(shop.id) as session:
        without = await id_of(session, "C")
    assert await seen(shop, who, without=without) == ["A", "B"]
    assert await seen(shop, who, limit=1) == ["A"]


async def test_only_the_latest_are_kept(shop, who, monkeypatch):
    monkeypatch.setattr(looking, "KEPT", 2)
    await look(shop, who, "A", "B", "C")
    assert await seen(shop, who) == ["C", "B"]


async def test_nobody_sees_or_forgets_what_others_looked_at(shop, who):
    other = f"customer:{new_id()}"
    await look(shop, who, "A")
    await look(shop, other, "B")
    async with transaction(shop.id) as session:
        await forget_looks(session, other)
    assert await seen(shop, other) == []
    assert await seen(shop, who) == ["A"]


async def test_the_same_browser_in_another_shop_is_somebody_else(shop, who):
    await look(shop, who, "A")
    elsewhere = await a_product(await a_shop(), "A")
    assert await seen(elsewhere, who) == []
    async with transaction(elsewhere.id) as session:
        await forget_looks(session, who)
    assert await seen(shop, who) == ["A"]


async def test_after_ninety_days_it_is_forgotten(shop, who):
    await look(shop, who, "A", "B")
    async with transaction(shop.id) as session:
        row = (await session.exec(select(LookedAt).order_by(col(LookedAt.at)))).all()[0]
        row.at = clock.now() - timedelta(days=91)
    async with transaction_over_all_shops() as session:
        await forget_old_looks(session)
    assert await seen(shop, who) == ["B"]
