"""Many buyers, few pieces: nothing is sold twice; controls show what each guard prevents."""

from collections import Counter

import pytest
from psycopg.errors import CheckViolation
from sqlalchemy import text
from structlog.testing import capture_logs

from commerce.db.session import transaction
from commerce.errors import OutOfStock
from commerce.orders.views import PlacedOrder
from tests.builders import a_product, a_shop, stock_of
from tests.own_database import own_database
from tests.races.rush import (
    Buyers,
    all_at_once,
    drop,
    orders_in,
    several_writers,
    without_locks,
)

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
ROUNDS, BUYERS, PIECES = 20, 200, 10


async def rush():
    """A shop after 200 buyers at once for ten pieces, and how many got which answer."""
    shop = await a_product(await a_shop(), stock=PIECES)
    buyers = await Buyers.of(shop)
    async with several_writers() as writers:
        answers = await all_at_once(writers, [buyers.order() for _ in range(BUYERS)])
    return shop, Counter(type(answer) for answer in answers)


async def ledger_sum(shop):
    async with transaction(shop.id) as session:
        summed = text("SELECT sum(change) FROM stock_ledger WHERE shop_id = :shop")
        return (await session.run(summed, {"shop": shop.id})).scalar_one()


async def test_two_hundred_buyers_for_ten_pieces_sell_exactly_ten_twenty_times():
    for _ in range(ROUNDS):
        shop, answers = await rush()
        assert answers == {PlacedOrder: PIECES, OutOfStock: BUYERS - PIECES}
        assert await orders_in(shop) == PIECES
        assert await stock_of(shop) == await ledger_sum(shop) == 0


async def test_control_without_guards_more_is_sold_than_there_is(
    shop_database, tmp_path, monkeypatch
):
    async with own_database(shop_database, "oversold", str(tmp_path)):
        await drop("stock", "stock_available")
        without_locks(monkeypatch)
        shop, answers = await rush()
        assert answers[PlacedOrder] > PIECES
        assert await orders_in(shop) > PIECES
        assert await stock_of(shop) < 0


async def test_control_without_locks_the_table_still_refuses_but_buyers_see_its_error(
    shop_database, tmp_path, monkeypatch
):
    async with own_database(shop_database, "unlocked", str(tmp_path)):
        without_locks(monkeypatch)
        with capture_logs():  # each refused order's traceback
            shop, answers = await rush()
        assert answers[PlacedOrder] == await orders_in(shop) <= PIECES
        assert await stock_of(shop) >= 0
        assert answers[CheckViolation] > 0
