"""One idempotency key many times at once is one order; a control shows two."""

import pytest

from commerce.errors import IdempotencyKeyReused
from commerce.orders.views import PlacedOrder
from tests.builders import a_product, a_shop, an_order, stock_of
from tests.own_database import own_database
from tests.races.rush import (
    Buyers,
    all_at_once,
    drop,
    orders_by_key,
    orders_in,
    several_writers,
    without_keys,
)

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
ROUNDS, CALLERS, PIECES = 20, 50, 5_000


async def test_one_key_fifty_times_at_once_is_one_order_twenty_times():
    shop = await a_product(await a_shop(), stock=PIECES)
    buyers = await Buyers.of(shop)
    async with several_writers() as writers:
        for n in range(ROUNDS):
            answers = await all_at_once(writers, [buyers.order(f"key-{n:05}")] * CALLERS)
            assert {type(answer) for answer in answers} == {PlacedOrder}
            assert len({answer.number for answer in answers}) == 1
    assert await orders_in(shop) == ROUNDS
    assert await stock_of(shop) == PIECES - ROUNDS


async def test_one_key_fifty_times_for_the_last_piece_is_one_order():
    shop = await a_product(await a_shop(), stock=1)
    buyers = await Buyers.of(shop)
    async with several_writers() as writers:
        orders = [buyers.order("for-the-last-piece") for _ in range(CALLERS)]
        answers = await all_at_once(writers, orders)
    assert len({answer.number for answer in answers}) == 1
    assert await stock_of(shop) == 0


async def test_the_same_key_at_once_with_another_order_is_refused():
    shop = await a_product(await a_shop(), stock=PIECES)
    await an_order(shop, key="said-of-one-order")
    with pytest.raises(IdempotencyKeyReused):
        await an_order(shop, quantity=2, key="said-of-one-order")
    assert await orders_in(shop) == 1


async def test_control_without_the_guard_one_key_makes_several_orders(
    shop_database, tmp_path, monkeypatch
):
    async with own_database(shop_database, "twins", str(tmp_path)):
        await drop("idempotency_keys", "idempotency_keys_pkey")
        without_keys(monkeypatch)
        shop = await a_product(await a_shop(), stock=PIECES)
        buyers = await Buyers.of(shop)
        async with several_writers() as writers:
            orders = [buyers.order("one-key-for-all") for _ in range(CALLERS)]
            await all_at_once(writers, orders)
        assert len((await orders_by_key(shop))["one-key-for-all"]) > 1
        assert await stock_of(shop) < PIECES - 1
