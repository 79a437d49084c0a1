"""What the database holds, as one digest a table: whatever changed shows."""

import time

import psycopg
from psycopg import sql

# What one looked at is written for whoever opens a product, a moment later, and names nobody else:
# tests/commerce/recommendations/test_looking.py has its rules.
LEFT_OUT = ("procrastinate_", "alembic_version", "looked_at")


def digests(database_url: str) -> dict[str, str]:
    """Each table's digest over all its rows."""
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        names = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        ).fetchall()
        return {
            name: _digest(connection, name) for (name,) in names if not name.startswith(LEFT_OUT)
        }


def _digest(connection: psycopg.Connection, name: str) -> str:
    query = sql.SQL("SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t")
    row = connection.execute(query.format(sql.Identifier(name))).fetchone()
    return str(row[0]) if row else ""


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables whose rows differ."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def changed_soon(database_url: str, before: dict[str, str], seconds: float = 6) -> set[str]:
    """The tables that differ, as soon as any does: who may act is waited for, however slow."""
    deadline = time.monotonic() + seconds
    while not (tables := changed(before, digests(database_url))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return tables
