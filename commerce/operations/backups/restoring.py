"""Restoring a backup into an empty database: checked before, compared after, audited at the end."""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from commerce import secrecy
from commerce.operations.auditing.audit import Finding, audit
from commerce.operations.backups.contents import SAME_TEXT, contents_of, differing, is_empty
from commerce.operations.backups.errors import DamagedBackup, NotRestorable
from commerce.operations.backups.manifest import DUMP, KEY, Manifest, sha256_of
from commerce.operations.backups.migrations import is_known, upgrade
from commerce.operations.backups.programs import programs_for, running
from commerce.operations.backups.stores import Store
from commerce.queue import libpq_url
from commerce.settings import settings

Told = Callable[[str], None]
_OPTIONS = ("--format=custom", "--no-owner", "--no-privileges", "--exit-on-error")


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the database now, and what the auditor found in it."""

    manifest: Manifest
    findings: Sequence[Finding]

    @property
    def broken(self) -> Sequence[Finding]:
        """The rules that do not hold."""
        return [finding for finding in self.findings if finding.violations]


def restore(
    store: Store, manifest: Manifest, url: str, told: Told, *, other_key: bool = False
) -> Restored:
    """Write the backup into the empty database of `url`, bring it up to date, audit it.

    Raises BackupTrouble (before anything is written where that is possible), psycopg's errors.
    """
    with tempfile.TemporaryDirectory(prefix="allhours-restore-") as room:
        told(f"Fetching {manifest.name}")
        folder = store.fetch(manifest.name, Path(room))
        told("Checking it")
        _check(manifest, folder, url, other_key=other_key)
        told("Restoring")
        _load(folder / DUMP, url)
        told("Comparing every table")
        _compare(manifest, url)
        _put_key(folder / KEY)
    told("Bringing it up to date")
    upgrade(url)
    told("Auditing")
    # As of the backup's moment: what was due since then nobody could do.
    return Restored(manifest, audit(url=url, moment=manifest.taken_at))


def _check(manifest: Manifest, folder: Path, url: str, *, other_key: bool) -> None:
    dump = folder / DUMP
    if not dump.exists() or dump.stat().st_size != manifest.size:
        raise DamagedBackup(f"{manifest.name}: the dump is cut off or missing")
    if sha256_of(dump) != manifest.sha256:
        raise DamagedBackup(f"{manifest.name}: the dump's SHA-256 is not that of the manifest")
    if not is_known(manifest.migration):
        raise NotRestorable(
            f"The backup is of a newer release (migration {manifest.migration}); install that first"
        )
    here = secrecy.fingerprint()
    brought = here is None and (folder / KEY).exists()
    if manifest.key not in ("", here) and not other_key and not brought:
        raise NotRestorable(
            f"The backup was sealed with another key (fingerprint {manifest.key}); put that key "
            f"into {settings().data_dir / KEY} or ALLHOURS_SECRET_KEY first (or --other-key: "
            "names, phones and addresses then stay unreadable)"
        )
    with psycopg.connect(libpq_url(url)) as connection:
        if not is_empty(connection):
            raise NotRestorable("The database is not empty; a restore only fills an empty one")


def _load(dump: Path, url: str) -> None:
    with psycopg.connect(libpq_url(url)) as connection:
        program = programs_for(connection.info.server_version, libpq_url(url)) / "pg_restore"
    jobs = min(4, os.cpu_count() or 1)
    with running(program, [*_OPTIONS, f"--jobs={jobs}", os.fspath(dump)], libpq_url(url)):
        pass
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("ANALYZE")


def _compare(manifest: Manifest, url: str) -> None:
    with psycopg.connect(libpq_url(url)) as connection:
        for setting in SAME_TEXT:
            connection.execute(setting)
        found = differing(manifest, contents_of(connection))
    if found:
        raise DamagedBackup("The restored rows are not those of the backup: " + "; ".join(found))


def _put_key(kept: Path) -> None:
    """A key that was asked into the backup goes where the shop looks, if none is there."""
    if not kept.exists() or settings().secret_key:
        return
    place = settings().data_dir / KEY
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(kept.read_bytes())
