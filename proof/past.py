"""A shop's past, written by COPY: as many orders as are asked for, over the last thirteen months.

Each has its id of that time, its number, its line, its timeline, its stock, its payment and its
parcel; young ones their keys and messages too: `python -m commerce audit` finds the books whole.
Months that are over become tables that are filled first and attached as partitions then, so that
their indexes are built once. `python -m proof.past ORDERS` fills the database of the environment.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commerce import clock
from commerce.ids import first_id_of, id_at
from commerce.orders.partitions import month_after
from commerce.settings import settings
from proof.past_people import Customer, Good, customers_of
from proof.past_rows import Rows
from proof.past_tables import Connection, attach_month, begin_month, copy

MONTHS = 12  # that are over; the thirteenth is this one
ORDERS_A_CUSTOMER = 8
BLOCK = 2_000  # orders made before they are sent
_GOODS = """
SELECT variants.id, products.id, sku, products.name::text, amount_minor, prices.version
  FROM variants JOIN products ON products.id = product_id
  JOIN prices ON prices.variant_id = variants.id
 WHERE variants.shop_id = %s AND valid_until IS NULL AND kind = 'goods' ORDER BY sku"""
_CAME_IN = """
INSERT INTO stock_ledger (shop_id, id, variant_id, change, reason, note, at)
VALUES (%s, %s, %s, %s, 'counted', 'What was sold since', %s)"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, the part of it that is over, and how many orders fall into it."""

    starts: datetime
    ends: datetime
    orders: int
    is_over: bool


def write_past(
    connection: Connection, shop_id: UUID, orders: int, told: Callable[[int], None]
) -> Sequence[Customer]:
    """Write the past of a shop whose goods and prices are there; `told` hears of each block.

    Returns its customers. The connection is one that commits by itself.
    """
    chance = random.Random(orders)  # noqa: S311
    goods = [Good(*row) for row in connection.execute(_GOODS, (shop_id,))]
    people = customers_of(max(20, orders // ORDERS_A_CUSTOMER), chance)
    rows = Rows(shop_id, goods, people, chance)
    for month in _months(orders):
        with connection.transaction():
            new = begin_month(connection, month.starts, is_over=month.is_over)
            moments = _moments(month, chance)
            while block := list(islice(moments, BLOCK)):
                copy(connection, rows.of(block), month.starts, new=new)
                told(len(block))
            if new:
                attach_month(connection, month.starts)
    _count_what_came_in(connection, shop_id, rows)
    connection.execute("ANALYZE")
    return people


def _count_what_came_in(connection: Connection, shop_id: UUID, rows: Rows) -> None:
    """Before it was sold: levels are now what they were."""
    first = month_after(clock.now(), -MONTHS)
    values = [(shop_id, id_at(first), variant, n, first) for variant, n in rows.taken.items()]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(_CAME_IN, values)


def _months(orders: int) -> Iterator[Month]:
    now = clock.now()
    this = month_after(now, 0)
    share = (now - this) / timedelta(days=30)
    each = orders / (MONTHS + share)
    left = orders
    for back in range(MONTHS, 0, -1):
        count = round(each)
        left -= count
        yield Month(month_after(this, -back), month_after(this, 1 - back), count, is_over=True)
    yield Month(this, now, left, is_over=False)


def _moments(month: Month, chance: random.Random) -> Iterator[datetime]:
    """As many moments as orders, the earlier first."""
    step = (month.ends - month.starts) / max(month.orders, 1)
    for n in range(month.orders):
        yield month.starts + step * (n + chance.random())


def main() -> None:
    """Fill the database of the environment, for its one shop."""
    orders = int(sys.argv[1])
    url = settings().database_url.replace("+psycopg", "", 1)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with psycopg.connect(url, autocommit=True) as connection, bar:
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET synchronous_commit = off")
        found = connection.execute("SELECT id FROM shops").fetchone()
        task = bar.add_task(f"{orders:,} orders", total=orders)
        people = write_past(
            connection,
            found[0] if found else first_id_of(clock.now()),
            orders,
            lambda count: bar.advance(task, count),
        )
        connection.execute("VACUUM (ANALYZE)")  # else it begins by itself while reads are timed
    some = people[:: max(1, len(people) // 500)]
    known = [{"id": str(one.id), "phone": one.phone} for one in some]
    sys.stdout.write(json.dumps(known) + "\n")


if __name__ == "__main__":
    main()
