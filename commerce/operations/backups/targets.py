"""Databases to restore into: one on the same server, and the scratch one of a proof."""

import secrets
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse
from sqlalchemy.engine import make_url

from commerce.operations.backups.errors import NotRestorable
from commerce.queue import connection_url
from commerce.settings import settings

_PROOF = "_proof_"
_PATIENCE = 60  # seconds
_PUT_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()
"""


def sister(name: str) -> str:
    """The URL of another database on the shop's server; made when it is not there.

    Raises NotRestorable when this role may make none.
    """
    with psycopg.connect(connection_url(), autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if there is None:
            try:
                server.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
                )
            except InsufficientPrivilege:
                raise NotRestorable(
                    f"The role {server.info.user} may make no database: ALTER ROLE ... CREATEDB"
                ) from None
    return _url(name)


@contextmanager
def scratch() -> Generator[str]:
    """A database for the length of a proof. What proofs that were killed left goes first."""
    own = str(make_url(settings().database_url).database)
    with psycopg.connect(connection_url(), autocommit=True) as server:
        found = server.execute("SELECT datname FROM pg_database").fetchall()
    for (left,) in found:
        if str(left).startswith(own[:40] + _PROOF):
            _drop(left)
    name = f"{own[:40]}{_PROOF}{secrets.token_hex(4)}"
    url = sister(name)
    try:
        yield url
    finally:
        _drop(name)


def _url(name: str) -> str:
    url = make_url(settings().database_url).set(database=name)
    return url.render_as_string(hide_password=False)


def drop_database(server: psycopg.Connection[Any], name: str) -> None:
    """Remove a database, whoever of this role is connected to it.

    Not by WITH (FORCE): that asks for a right over the server's own vacuum, which may be in there.
    A plain drop ends it, and waits some seconds for it. Raises ObjectInUse when that is not enough.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        server.execute(_PUT_OUT, (name,))
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except ObjectInUse:
            if time.monotonic() > deadline:
                raise
        else:
            return


def _drop(name: str) -> None:
    with (
        psycopg.connect(connection_url(), autocommit=True) as server,
        suppress(ObjectInUse),  # it goes with the next proof
    ):
        drop_database(server, name)
