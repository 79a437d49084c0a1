"""One order by the shop's own writer, and every row that its transaction wrote.

From these rows the script for pgbench is made: so it writes what the shop writes, column for
column, and a table or column that comes to be tomorrow is in it tomorrow.
"""

import asyncio
import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from psycopg import sql

from bench import rows
from commerce.db.session import dispose
from commerce.queue import queue
from commerce.settings import settings

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
 ORDER BY attnum
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sample row, its value as PostgreSQL writes it."""

    name: str
    kind: str
    text: str | None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row that the writer wrote."""

    table: str
    columns: tuple[Column, ...]

    def text(self, name: str) -> str:
        """The value of that column."""
        return next(column.text or "" for column in self.columns if column.name == name)


def rows_of_the_order(connection: "psycopg.Connection[Any]") -> list[SampleRow]:
    """Every row of the transaction that wrote the only order there is."""
    tables = [name for (name,) in connection.execute(rows.TABLES).fetchall()]
    wrote = connection.execute("SELECT xmin::text FROM orders").fetchone()
    found: list[SampleRow] = []
    for table in tables:
        columns = connection.execute(COLUMNS, (table,)).fetchall()
        texts = sql.SQL(", ").join(
            sql.SQL("{}::text").format(sql.Identifier(name)) for name, _ in columns
        )
        query = sql.SQL("SELECT {} FROM {} WHERE xmin::text = %s").format(
            texts, sql.Identifier(table)
        )
        for values in connection.execute(query, wrote).fetchall():
            pairs = zip(columns, values, strict=True)
            row = tuple(Column(name, kind, text) for (name, kind), text in pairs)
            found.append(SampleRow(table, row))
    return found


def read(text: str) -> list[SampleRow]:
    """What `main` printed."""
    return [
        SampleRow(row["table"], tuple(Column(**column) for column in row["columns"]))
        for row in json.loads(text)
    ]


async def _place() -> None:
    from bench.orders import quoted_order
    from commerce.orders.writer import writer

    async with queue.open_async():
        await writer.place(await quoted_order(1))
    await writer.drain()
    await dispose()


def main() -> None:
    """Place one order in the database of the environment, print its rows as JSON."""
    asyncio.run(_place())
    url = settings().database_url.replace("+psycopg", "", 1)
    with psycopg.connect(url) as connection:
        json.dump([asdict(row) for row in rows_of_the_order(connection)], sys.stdout)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
