"""A past that is written by COPY is one that the shop could have had: its books are whole."""

from typing import Any

import psycopg
import pytest

from commerce import clock
from commerce.operations.auditing.audit import audit
from commerce.orders.partitions import create_statements, month_after
from commerce.settings import settings
from proof.past import write_past
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
