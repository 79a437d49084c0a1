"""How many rows each table has: what a leg wrote, an order, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
 ORDER BY relname
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of each table, and the units that all levels hold together."""

    rows: Mapping[str, int]
    available: int


def count(connection: "psycopg.Connection[Any]") -> Counted:
    """Count them all, exactly."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    counts = sql.SQL(", ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(name)) for name in tables
    )
    found = connection.execute(sql.SQL("SELECT {}").format(counts)).fetchone() or ()
    level = connection.execute("SELECT coalesce(sum(available), 0) FROM stock").fetchone()
    return Counted(dict(zip(tables, found, strict=True)), int(level[0]) if level else 0)


def written(before: Counted, after: Counted) -> dict[str, float]:
    """Rows an order in each table that changed; 'units taken' is what the levels lost."""
    orders = after.rows["orders"] - before.rows["orders"]
    if orders <= 0:
        return {}
    changes = {name: after.rows[name] - before.rows[name] for name in after.rows}
    changes["units taken"] = before.available - after.available
    return {name: change / orders for name, change in changes.items() if change}
