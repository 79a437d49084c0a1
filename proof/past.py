"""A shop's past, written by COPY: as many orders as are asked for, over the last thirteen months.

Each has its id of that time, its number, its line, its events; young ones their keys and payments.
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
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commerce import clock
from commerce.ids import first_id_of
from commerce.orders.partitions import PARTITIONED, bounds, month_after
from commerce.settings import settings
from proof.past_rows import Customer, Good, Rows, customers_of

MONTHS = 12  # that are over; the thirteenth is this one
ORDERS_A_CUSTOMER = 8
BLOCK = 2_000  # orders made before they are sent
COLUMNS: dict[str, LiteralString] = {
    "orders": (
        "id, shop_id, number, customer_id, status, payment_status, fulfilment_status, currency,"
        " items_minor, discount_minor, delivery_minor, delivery_tax_minor, tax_minor, total_minor,"
        " paid_minor, refunded_minor, refunded_delivery_minor, prices_include_tax, locale,"
        " contact_name, contact_sealed, phone_index, email_index, address_sealed, country,"
        " delivery_code, delivery_name, promise, coupon, terms_version, placed_at,"
        " hold_expires_at, hold_extended, paid_at, closed_at, close_reason, event_count, version"
    ),
    "order_lines": (
        "shop_id, order_id, n, product_id, variant_id, sku, kind, name, options, picture_id,"
        " description_version, quantity, units, unit_minor, price_version, discount_minor, tax_ppm,"
        " tax_minor, total_minor, inputs, fulfilled, refunded, refunded_minor, restocked"
    ),
    "order_events": ("shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at"),
    "order_numbers": "shop_id, number, order_id",
    "idempotency_keys": "shop_id, caller, key, request_hash, order_id, created_at",
    "payments": (
        "shop_id, id, order_id, order_number, provider, method, amount_minor, currency, state,"
        " provider_ref, pay_url, qr, cause, field, created_at, expires_at, settled_at"
    ),
}
_GOODS = """
SELECT variants.id, products.id, sku, products.name::text, amount_minor, prices.version
  FROM variants JOIN products ON products.id = product_id
  JOIN prices ON prices.variant_id = variants.id
 WHERE variants.shop_id = %s AND valid_until IS NULL AND kind = 'goods' ORDER BY sku"""
Connection = psycopg.Connection[Any]


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
            suffix = f"y{month.starts.year:04}m{month.starts.month:02}"
            if month.is_over:
                _create(connection, suffix)
            moments = _moments(month, chance)
            while block := list(islice(moments, BLOCK)):
                _copy(connection, rows.of(block), f"_{suffix}", frozen=month.is_over)
                told(len(block))
            if month.is_over:
                _attach(connection, suffix, month.starts)
    connection.execute("ANALYZE")
    return people


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


def _create(connection: Connection, suffix: str) -> None:
    for table in PARTITIONED:
        names = sql.Identifier(f"{table}_{suffix}"), sql.Identifier(table)
        like = "CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        connection.execute(sql.SQL(like).format(*names))


def _attach(connection: Connection, suffix: str, month: datetime) -> None:
    """Builds the indexes that its parent has."""
    first, end = (sql.Literal(str(bound)) for bound in bounds(month))
    for table in PARTITIONED:
        names = sql.Identifier(table), sql.Identifier(f"{table}_{suffix}")
        attach = "ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})"
        connection.execute(sql.SQL(attach).format(*names, first, end))


def _copy(connection: Connection, rows: dict[str, list[str]], suffix: str, *, frozen: bool) -> None:
    for table, lines in rows.items():
        if not lines:
            continue
        parted = table in PARTITIONED
        name = sql.Identifier(table + suffix if parted else table)
        how = " (FREEZE)" if frozen and parted else ""
        statement = sql.SQL("COPY {} ({}) FROM STDIN{}").format(
            name, sql.SQL(COLUMNS[table]), sql.SQL(how)
        )
        with connection.cursor().copy(statement) as copy:
            copy.write("".join(lines))


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
    some = people[:: max(1, len(people) // 500)]
    known = [{"id": str(one.id), "phone": one.phone} for one in some]
    sys.stdout.write(json.dumps(known) + "\n")


if __name__ == "__main__":
    main()
