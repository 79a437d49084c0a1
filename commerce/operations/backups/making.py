"""Making a backup: one snapshot, dumped and counted side by side, renamed when it is whole."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from commerce import secrecy
from commerce.operations.backups.contents import SAME_TEXT, contents_of, migration_of
from commerce.operations.backups.errors import NotRestorable
from commerce.operations.backups.manifest import (
    DUMP,
    KEY,
    MANIFEST,
    Manifest,
    new_name,
    product_version,
    sha256_of,
)
from commerce.operations.backups.programs import programs_for, running
from commerce.queue import connection_url

_PART = ".part"
# Nothing of roles: it is restored as whoever restores it. A migration is waited for a minute.
_DUMP_OPTIONS = (
    "--format=custom",
    "-Z1",
    "--no-owner",
    "--no-privileges",
    "--lock-wait-timeout=60s",
)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    connection: psycopg.Connection[Any]
    name: str
    taken_at: datetime


def make_backup(folder: Path, *, with_key: bool = False) -> Manifest:
    """Write a backup into a folder of its own below `folder`; orders may come in meanwhile.

    Raises BackupTrouble, psycopg's errors, OSError; what was begun is then gone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(f".*{_PART}"):  # of one that was killed
        shutil.rmtree(left, ignore_errors=True)
    with _snapshot() as seen:
        name = new_name(seen.taken_at)
        part = folder / f".{name}{_PART}"
        part.mkdir(mode=0o700)
        try:
            manifest = _written(part, name, seen)
            if with_key:
                _put_key(part)
            _private(part / MANIFEST, manifest.as_json())
            _sync(part)
            part.rename(folder / name)
            _sync(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return manifest


def _written(part: Path, name: str, seen: _Snapshot) -> Manifest:
    info = seen.connection.info
    dump = part / DUMP
    dump.touch(mode=0o600)
    program = programs_for(info.server_version, connection_url()) / "pg_dump"
    options = [*_DUMP_OPTIONS, f"--snapshot={seen.name}", f"--file={dump}"]
    with running(program, options, connection_url()):
        tables = contents_of(seen.connection)
        migration = migration_of(seen.connection)
    _sync(dump)
    return Manifest(
        name=name,
        taken_at=seen.taken_at,
        product=product_version(),
        server=info.parameter_status("server_version") or "",
        migration=migration,
        key=secrecy.fingerprint() or "",
        size=dump.stat().st_size,
        sha256=sha256_of(dump),
        tables=tables,
    )


@contextmanager
def _snapshot() -> Generator[_Snapshot]:
    with psycopg.connect(
        connection_url(), autocommit=True, application_name="allhours backup"
    ) as connection:
        for setting in SAME_TEXT:
            connection.execute(setting)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
            assert row is not None  # noqa: S101
            yield _Snapshot(connection, row[0], row[1])


def _put_key(part: Path) -> None:
    kept = secrecy.key_file()
    if kept is None:
        raise NotRestorable(
            "--with-key: the key is ALLHOURS_SECRET_KEY, no file; keep that setting yourself"
        )
    _private(part / KEY, kept.read_bytes())


def _private(file: Path, content: bytes) -> None:
    file.touch(mode=0o600)
    file.write_bytes(content)
    _sync(file)


def _sync(path: Path) -> None:
    """On disk before the name says that it is whole."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
