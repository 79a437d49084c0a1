"""Many buyers, few pieces: nothing is sold twice; a control shows what the lock prevents."""

import asyncio

import pytest
from sqlmodel import col, func, select

from commerce.db.session import transaction
from commerce.errors import OutOfStock
from commerce.ids import new_id
from commerce.orders.models import Order
from commerce.stock import levels
from commerce.stock.models import Stock
from tests.builders import a_product, a_shop, an_order, stock_of

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
BUYERS, PIECES = 50, 10


async def rush(shop):
    """50 buyers at once for one piece each; how many were told that they have it."""
    answers = await asyncio.gather(*(an_order(shop) for _ in range(BUYERS)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(answer, OutOfStock) for answer in refused)
    return BUYERS - len(refused)


async def orders_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def test_fifty_buyers_for_ten_pieces_sell_exactly_ten():
    shop = await a_product(await a_shop(), stock=PIECES)
    assert await rush(shop) == PIECES
    assert await orders_in(shop) == PIECES
    assert await stock_of(shop) == 0


async def test_control_without_the_lock_more_is_sold_than_there_is(monkeypatch):
    """Reads the levels without a lock and writes back what it reckoned: the usual mistake."""

    async def unlocked(session, wanted):
        rows = await session.exec(select(Stock).where(col(Stock.variant_id).in_(list(wanted))))
        found = {row.variant_id: row for row in rows}
        await asyncio.sleep(0.01)
        return found

    async def buy():
        async with transaction(shop.id) as session:
            return await levels.take(session, {shop.variants["TEA"]: 1}, new_id())

    monkeypatch.setattr(levels, "_locked", unlocked)
    shop = await a_product(await a_shop(), stock=PIECES)
    sold = await asyncio.gather(*(buy() for _ in range(BUYERS)))
    assert sold.count({}) > PIECES


async def test_one_key_fifty_times_at_once_is_one_order():
    shop = await a_product(await a_shop(), stock=BUYERS)
    answers = await asyncio.gather(*(an_order(shop, key="one-key-for-all") for _ in range(BUYERS)))
    assert len({answer.number for answer in answers}) == 1
    assert await orders_in(shop) == 1
    assert await stock_of(shop) == BUYERS - 1
