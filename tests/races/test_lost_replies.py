"""The order stands but its answer is lost: who asks again with the same key gets that order.

Nothing is pretended: answers of the real server are cut off on their way, callers really go away.
"""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager, suppress

import pytest

from commerce.db.session import dispose
from commerce.errors import Busy
from commerce.orders.views import PlacedOrder
from commerce.settings import settings
from tests.builders import a_product, a_shop, stock_of
from tests.own_database import own_database
from tests.races.deaf_line import deaf_line
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
TIMES, AT_ONCE, PIECES = 500, 50, 100_000


@asynccontextmanager
async def through_a_deaf_line(database_url, folder):
    """`commerce` reaches the database through a line that can lose answers."""
    async with deaf_line(database_url, folder) as (line, url):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", url)
            settings.cache_clear()
            await dispose()
            yield line
            await dispose()
        settings.cache_clear()


async def lose_and_ask_again(line, buyers, writers, keys):
    """Each order is placed, its answer lost, and it is asked for again: (first, what came then)."""
    first = [buyers.order(key) for key in keys]
    line.deaf, line.lost = True, 0
    answers = await all_at_once(writers, first)
    line.deaf = False
    assert {type(answer) for answer in answers} == {Busy}  # nobody was told that it failed, or not
    assert line.lost == len(writers)
    return first, await all_at_once(writers, [buyers.order(key) for key in keys])


async def test_an_answer_lost_after_the_commit_is_given_when_asked_again(shop_database, tmp_path):
    async with through_a_deaf_line(shop_database, tmp_path) as line:
        shop = await a_product(await a_shop(), stock=PIECES)
        buyers = await Buyers.of(shop)
        async with several_writers() as writers:
            await all_at_once(writers, [buyers.order() for _ in writers])  # all are connected
            for start in range(0, TIMES, AT_ONCE):
                keys = [f"lost-{n:05}" for n in range(start, start + AT_ONCE)]
                first, again = await lose_and_ask_again(line, buyers, writers, keys)
                assert [answer.id for answer in again] == [order.id for order in first]
        assert await orders_in(shop) == TIMES + len(writers)
        assert await stock_of(shop) == PIECES - TIMES - len(writers)


async def test_a_caller_that_goes_away_finds_its_order_when_it_comes_again():
    """Cancelled at any moment between asking and being answered, as a closed request is."""
    shop = await a_product(await a_shop(), stock=PIECES)
    buyers = await Buyers.of(shop)

    async def goes_away(writer, key, turns):
        caller = asyncio.create_task(writer.place(buyers.order(key)))
        for _ in range(turns):
            await asyncio.sleep(0)
        caller.cancel()
        with suppress(asyncio.CancelledError):
            await caller
        return await writer.place(buyers.order(key))

    async with several_writers() as writers:
        gone = [
            goes_away(writers[n % len(writers)], f"gone-{n:05}", 1 + n % 60) for n in range(TIMES)
        ]
        answers = await asyncio.gather(*gone)
    assert Counter(type(answer) for answer in answers) == {PlacedOrder: TIMES}
    made = await orders_by_key(shop)
    assert made == {f"gone-{n:05}": [answer.id] for n, answer in enumerate(answers)}
    assert await orders_in(shop) == TIMES
    assert await stock_of(shop) == PIECES - TIMES


async def test_control_without_the_guard_who_asks_again_gets_a_second_order(
    shop_database, tmp_path, monkeypatch
):
    async with own_database(shop_database, "again", str(tmp_path)):
        async with through_a_deaf_line(settings().database_url, tmp_path) as line:
            await drop("idempotency_keys", "idempotency_keys_pkey")
            without_keys(monkeypatch)
            shop = await a_product(await a_shop(), stock=PIECES)
            buyers = await Buyers.of(shop)
            async with several_writers() as writers:
                await all_at_once(writers, [buyers.order() for _ in writers])
                keys = [f"twice-{n:05}" for n in range(AT_ONCE)]
                await lose_and_ask_again(line, buyers, writers, keys)
        made = await orders_by_key(shop)
        assert [len(made[key]) for key in keys] == [2] * AT_ONCE
