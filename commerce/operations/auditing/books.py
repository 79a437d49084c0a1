"""The books as they stood at one moment: a snapshot that is read row by row, of any size."""

import itertools
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow

from commerce import clock
from commerce.operations.auditing import acknowledgements
from commerce.queue import connection_url, libpq_url

AT_ONCE = 1_000  # rows that are fetched together
_CURSORS = itertools.count(1)

# Whole tables are joined: by hashes, partition by partition, beyond 64 MB on disk. The statistics
# may be those of an empty table; a loop within a loop would then take days.
_SETTINGS = (
    "SET work_mem = '64MB'",
    "SET hash_mem_multiplier = 1",
    "SET jit = off",
    "SET enable_nestloop = off",
    "SET enable_partitionwise_join = on",
    "SET enable_partitionwise_aggregate = on",
    "SET cursor_tuple_fraction = 1",
)


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks a rule: which order, SKU or payment, what must be there, and what is."""

    subject: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Books:
    """One snapshot; `acknowledged`: whether the acknowledgements lie beside the tables.

    `moment`: what counts as now; of a backup that was restored, when it was taken.
    """

    connection: psycopg.Connection[TupleRow]
    acknowledged: bool
    moment: datetime = field(default_factory=clock.now)

    def rows(
        self, question: LiteralString, values: Mapping[str, Any] | None = None
    ) -> Iterator[TupleRow]:
        """The rows of a select, a thousand in memory at a time."""
        with self.connection.cursor(f"audit_{next(_CURSORS)}") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(question, values)
            yield from cursor

    def violations(
        self, question: LiteralString, values: Mapping[str, Any] | None = None
    ) -> Iterator[Violation]:
        """A violation for each row of a select of three columns: subject, expected, found."""
        for subject, expected, found in self.rows(question, values):
            yield Violation(str(subject), _said(expected), _said(found))


@contextmanager
def open_books(
    acknowledged: Path | None = None, url: str | None = None, moment: datetime | None = None
) -> Generator[Books]:
    """Open the database of `url`, or of the settings, changing nothing in it.

    The acknowledgements of a file are copied into a temporary table first. Raises psycopg's errors,
    OSError and acknowledgements.Unreadable.
    """
    with psycopg.connect(
        libpq_url(url) if url else connection_url(),
        autocommit=True,
        application_name="allhours audit",
    ) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        if acknowledged:
            acknowledgements.load(connection, acknowledged)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            yield Books(connection, acknowledged is not None, moment or clock.now())


def _said(value: object) -> str:
    return "nothing" if value is None else str(value)
