"""The twins' memory: one SQLite file, so that a restart forgets nothing that was answered."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, request_hash TEXT NOT NULL,
    merchant_reference TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    description TEXT NOT NULL, shop_name TEXT NOT NULL, locale TEXT NOT NULL, method TEXT NOT NULL,
    return_url TEXT NOT NULL, notify_url TEXT NOT NULL, status TEXT NOT NULL,
    cause TEXT, field TEXT, outcome TEXT, refunds TEXT NOT NULL DEFAULT 'succeed',
    created REAL NOT NULL, changed REAL NOT NULL, expires REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS payments_pending ON payments (expires) WHERE status = 'pending';
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, request_hash TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments, merchant_reference TEXT NOT NULL,
    amount INTEGER NOT NULL, currency TEXT NOT NULL, reason TEXT NOT NULL,
    notify_url TEXT NOT NULL, status TEXT NOT NULL, cause TEXT,
    created REAL NOT NULL, changed REAL NOT NULL, settles REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS refunds_of ON refunds (payment_id);
CREATE INDEX IF NOT EXISTS refunds_pending ON refunds (settles) WHERE status = 'pending';
CREATE TABLE IF NOT EXISTS callbacks (
    n INTEGER PRIMARY KEY, subject TEXT NOT NULL, signer TEXT NOT NULL, event_id TEXT NOT NULL,
    url TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0, answer TEXT, due REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS callbacks_waiting ON callbacks (due) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS callbacks_about ON callbacks (subject);
CREATE TABLE IF NOT EXISTS texts (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, idempotency_key TEXT UNIQUE,
    recipient TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL,
    created REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS texts_to ON texts (recipient, n);
CREATE TABLE IF NOT EXISTS campaigns (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, request_hash TEXT NOT NULL,
    reference TEXT NOT NULL, platform TEXT NOT NULL, link TEXT NOT NULL,
    ordered INTEGER NOT NULL, target INTEGER NOT NULL, delivered INTEGER NOT NULL,
    step INTEGER NOT NULL, word TEXT NOT NULL, status TEXT NOT NULL, cause TEXT,
    notify_url TEXT NOT NULL, created REAL NOT NULL, changed REAL NOT NULL,
    next_step REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS campaigns_running ON campaigns (next_step) WHERE status = 'running';
CREATE TABLE IF NOT EXISTS mails (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sender TEXT NOT NULL,
    recipient TEXT NOT NULL, content BLOB NOT NULL, created REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS mails_to ON mails (recipient, n);
CREATE TABLE IF NOT EXISTS parcels (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, tracking_number TEXT NOT NULL,
    notify_url TEXT NOT NULL, expected REAL NOT NULL, delayed INTEGER NOT NULL DEFAULT 0,
    due REAL) STRICT;
CREATE INDEX IF NOT EXISTS parcels_due ON parcels (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS scans (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parcel TEXT NOT NULL REFERENCES parcels,
    state TEXT NOT NULL, place TEXT NOT NULL, note TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS scans_of ON scans (parcel, at);
"""

# Columns that came later: an older installation's file gets them when it is opened.
ADDED = (
    ("payments", "wire", "TEXT NOT NULL DEFAULT 'till'"),
    ("payments", "extra", "TEXT NOT NULL DEFAULT '{}'"),
    ("refunds", "wire", "TEXT NOT NULL DEFAULT 'till'"),
    ("refunds", "extra", "TEXT NOT NULL DEFAULT '{}'"),
)


class Store:
    """One connection, used by the event loop's thread alone."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA cache_size = -1024")
        self._connection.executescript(SCHEMA)
        for table, column, kind in ADDED:
            known = [row["name"] for row in self.all(f"PRAGMA table_info({table})")]
            if column not in known:
                self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing; blocks do not await, so none sees another's half."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row, if any."""
        return self._connection.execute(sql, values).fetchone()

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """Run a statement and say how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Add one row; table and column names are our own, values are bound."""
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
            tuple(row.values()),
        )

    def close(self) -> None:
        """Write everything back into the one file."""
        self._connection.close()
