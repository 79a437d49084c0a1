"""Every row lies in the partition of its month."""

from collections.abc import Iterator

from psycopg import sql

from commerce.operations.auditing.books import Books, Violation
from commerce.operations.auditing.rule import Rule

_DEFAULTS = """
SELECT oid::regclass::text FROM pg_class
 WHERE relispartition AND pg_get_expr(relpartbound, oid) = 'DEFAULT'
   AND relnamespace = 'public'::regnamespace
 ORDER BY 1
"""


def _strays(books: Books) -> Iterator[Violation]:
    for (table,) in list(books.rows(_DEFAULTS)):
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = books.connection.execute(count).fetchone()
        if row and row[0]:
            yield Violation(table, "no rows", f"{row[0]} rows")


RULES = (Rule("partitions.default", "no row lies in a DEFAULT partition", _strays),)
