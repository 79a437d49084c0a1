"""What a database holds, table by table: how many rows, and a digest that any row would change.

The digest adds up a hash of each row as text, so that no order is needed and no memory is taken.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection, sql

from commerce.operations.backups.manifest import Manifest, TableRows

# Rows as text must read the same wherever they are hashed.
SAME_TEXT = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, MDY'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET jit = off",
)
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""
_ANYTHING = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
   AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
"""
_CONTENT = (
    "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
)


def contents_of(connection: Connection[Any]) -> dict[str, TableRows]:
    """Every table of the shop and of its queue, in the connection's transaction."""
    found: dict[str, TableRows] = {}
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    for name in names:
        row = connection.execute(sql.SQL(_CONTENT).format(sql.Identifier(name))).fetchone()
        if row:
            found[name] = TableRows(rows=int(row[0]), digest=str(row[1]))
    return found


def migration_of(connection: Connection[Any]) -> str:
    """The newest migration that the database has seen."""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def is_empty(connection: Connection[Any]) -> bool:
    """Whether nobody has made anything in this database."""
    row = connection.execute(_ANYTHING).fetchone()
    return row is not None and row[0] == 0


def differing(manifest: Manifest, found: dict[str, TableRows]) -> Sequence[str]:
    """A sentence for each table that is not what the manifest says."""
    return [
        f"{name}: {_said(manifest.tables.get(name))} in the backup, {_said(found.get(name))} restored"
        for name in sorted(manifest.tables.keys() | found.keys())
        if manifest.tables.get(name) != found.get(name)
    ]


def _said(table: TableRows | None) -> str:
    return f"{table.rows} rows ({table.digest})" if table else "no table"
