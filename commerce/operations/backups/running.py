"""One backup, or the proof of one, from its lock to the row that is kept of it."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from commerce import clock
from commerce.db.session import transaction_over_all_shops
from commerce.operations.auditing import report
from commerce.operations.backups.errors import BackupBusy, BackupTrouble, DamagedBackup
from commerce.operations.backups.making import make_backup
from commerce.operations.backups.manifest import Manifest
from commerce.operations.backups.models import Backup, BackupState, ProofState, RestoreProof
from commerce.operations.backups.restoring import Restored, restore
from commerce.operations.backups.standing import newest_proof
from commerce.operations.backups.stores import Store, chosen, stores
from commerce.operations.backups.targets import scratch
from commerce.queue import connection_url
from commerce.settings import settings

TOPIC = "backups"  # told when a backup or a proof has ended
_LOCK = 5_251_846_012  # beside that of the migrations
TROUBLES = (BackupTrouble, psycopg.Error, SQLAlchemyError, OSError)
Told = Callable[[str], None]


async def back_up(told: Told, *, with_key: bool = False) -> Backup:
    """Make one, put it everywhere, let old ones go. A failure is kept too, and raised.

    Raises BackupBusy, of which nothing is kept.
    """
    with _alone():
        row = Backup(name="", state=BackupState.FAILED, began_at=clock.now(), ended_at=clock.now())
        try:
            await _made(row, told, with_key=with_key)
        except TROUBLES as trouble:
            row.failure = said(trouble)
            await _keep(row)
            raise
        row.state = BackupState.WHOLE
        await _keep(row)
        for store in stores(settings()):
            told(f"Letting old ones go: {store.name}")
            await _let_go(store)
        return row


async def prove(told: Told) -> RestoreProof:
    """Restore the newest backup, of the place that is farthest away, to a scratch database.

    A failure is kept too, and raised. Raises BackupBusy, NoBackup, of which nothing is kept.
    """
    with _alone():
        store = stores(settings())[-1]
        began = clock.now()
        manifest = await asyncio.to_thread(chosen, store, "newest")
        row = _proof(manifest, began)
        try:
            with scratch() as url:
                restored = await asyncio.to_thread(restore, store, manifest, url, told)
            _judge(restored)
        except TROUBLES as trouble:
            row.failure = said(trouble)
            await _keep(row)
            raise
        row.state, row.rules = ProofState.PROVEN, len(restored.findings)
        await _keep(row)
        return row


async def _made(row: Backup, told: Told, *, with_key: bool) -> None:
    every = stores(settings())
    told("Dumping and counting")
    manifest = await asyncio.to_thread(make_backup, settings().backups.folder, with_key=with_key)
    row.name, row.size, row.sha256 = manifest.name, manifest.size, manifest.sha256
    row.migration, row.row_count = manifest.migration, manifest.rows
    for store in every:
        told(f"Keeping it: {store.name}")
        await asyncio.to_thread(store.put, settings().backups.folder / manifest.name)
        row.places = [*row.places, store.name]


def _proof(manifest: Manifest, began: datetime) -> RestoreProof:
    return RestoreProof(
        backup_name=manifest.name,
        state=ProofState.FAILED,
        row_count=manifest.rows,
        taken_at=manifest.taken_at,
        began_at=began,
        ended_at=began,
    )


def _judge(restored: Restored) -> None:
    if restored.broken:
        raise DamagedBackup(report.summary(restored.findings))


async def _let_go(store: Store) -> None:
    """All but the newest, and the one whose restore was proven last."""
    async with transaction_over_all_shops() as session:
        proof = await newest_proof(session, ProofState.PROVEN)
    found = await asyncio.to_thread(store.manifests)
    for old in found[settings().backups.keep :]:
        if proof is None or old.name != proof.backup_name:
            await asyncio.to_thread(store.remove, old.name)


async def _keep(row: Any) -> None:
    row.ended_at = clock.now()
    async with transaction_over_all_shops() as session:
        session.add(row)
        session.tell(TOPIC)


def said(trouble: BaseException) -> str:
    """What is kept of it, in one line."""
    return f"{trouble}".replace("\n", " ").strip()[:600] or type(trouble).__name__


@contextmanager
def _alone() -> Generator[None]:
    """Raises BackupBusy when another one runs on this database, on whatever machine."""
    with psycopg.connect(
        connection_url(), autocommit=True, application_name="allhours backup lock"
    ) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise BackupBusy("Another backup or restore proof runs on this database")
        try:
            yield
        finally:  # the server would let go some time after the connection is closed
            connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
