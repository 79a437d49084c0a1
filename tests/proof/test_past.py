"""A past that is written by COPY is one that the shop could have had: its books are whole."""

import random
from itertools import islice
from typing import Any

import psycopg
import pytest

from commerce import clock
from commerce.ids import is_order_number
from commerce.operations.auditing.audit import audit
from commerce.orders.partitions import create_statements, month_after
from commerce.settings import settings
from proof.past import write_past
from proof.past_numbers import BITS, numbers
from tests.builders import a_product, a_shop
from tests.own_database import own_database

ORDERS = 700  # over thirteen months: some of each way, but for those of the last hours


@pytest.mark.parametrize("partitions", ["new", "there already"])
async def test_the_books_of_a_written_past_are_whole(
    shop_database: str, tmp_path: Any, partitions: str
) -> None:
    async with own_database(shop_database, "past", str(tmp_path)):
        shop = await a_shop()
        for n in range(3):
            shop = await a_product(shop, f"SKU-{n}", stock=10)
        url = settings().database_url.replace("+psycopg", "", 1)
        with psycopg.connect(url, autocommit=True) as connection:
            if partitions == "there already":
                for statement in create_statements(month_after(clock.now(), -1)):
                    connection.execute(statement.encode())
            write_past(connection, shop.id, ORDERS, lambda _: None)
            ways = connection.execute(
                "SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1"
            ).fetchall()
        broken = [(one.rule.name, one.shown) for one in audit() if one.violations]
    assert broken == []
    assert sum(count for _, count in ways) == ORDERS
    assert {"cancelled", "completed"} <= {status for status, _ in ways}


def test_no_number_of_a_past_comes_twice() -> None:
    made = list(islice(numbers(random.Random(7)), 50_000))
    assert len(set(made)) == 50_000
    assert all(map(is_order_number, made))


def test_numbers_come_back_only_after_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proof.past_numbers.BITS", 15)
    made = list(islice(numbers(random.Random(7)), 2**15))
    assert len(set(made)) == 2**15 < 2**BITS
