"""How it stands with backups: the last one, the last proven restore, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.operations.backups.models import Backup, BackupState, ProofState, RestoreProof
from commerce.settings import BackupSettings

LATE = 1.5  # so many times the interval may pass before it is an alarm
AGAIN_AFTER = timedelta(hours=1)  # what failed is tried again by itself


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest of each kind, and how often each is to come."""

    backup: Backup | None
    failed_backup: Backup | None
    proof: RestoreProof | None
    failed_proof: RestoreProof | None
    every: timedelta
    prove_every: timedelta

    @property
    def backup_is_late(self) -> bool:
        """Whether the last backup is older than it may be."""
        return _is_late(self.backup.ended_at if self.backup else None, self.every)

    @property
    def proof_is_late(self) -> bool:
        """Whether the last proven restore is older than it may be."""
        return _is_late(self.proof.ended_at if self.proof else None, self.prove_every)

    @property
    def backup_failed(self) -> bool:
        """Whether the newest try of a backup failed."""
        return _newer(self.failed_backup, self.backup)

    @property
    def proof_failed(self) -> bool:
        """Whether the newest try of a restore failed."""
        return _newer(self.failed_proof, self.proof)

    @property
    def backup_is_due(self) -> bool:
        """Whether the clock should make one now."""
        return _is_due(self.backup, self.failed_backup, self.every)

    @property
    def proof_is_due(self) -> bool:
        """Whether the clock should prove a restore now; without a backup there is none."""
        return self.backup is not None and _is_due(self.proof, self.failed_proof, self.prove_every)


async def standing(session: Session, told: BackupSettings) -> Standing:
    """As it is now."""
    return Standing(
        backup=await _newest_backup(session, BackupState.WHOLE),
        failed_backup=await _newest_backup(session, BackupState.FAILED),
        proof=await newest_proof(session, ProofState.PROVEN),
        failed_proof=await newest_proof(session, ProofState.FAILED),
        every=timedelta(hours=told.every_hours),
        prove_every=timedelta(hours=told.prove_hours),
    )


async def newest_proof(session: Session, state: ProofState) -> RestoreProof | None:
    """The newest restore that ended so."""
    newest = select(RestoreProof).where(RestoreProof.state == state)
    return (await session.exec(newest.order_by(col(RestoreProof.ended_at).desc()).limit(1))).first()


async def latest_backups(session: Session, most: int) -> Sequence[Backup]:
    """The last tries, the newest first."""
    found = select(Backup).order_by(col(Backup.ended_at).desc()).limit(most)
    return (await session.exec(found)).all()


async def latest_proofs(session: Session, most: int) -> Sequence[RestoreProof]:
    """The last tries, the newest first."""
    found = select(RestoreProof).order_by(col(RestoreProof.ended_at).desc()).limit(most)
    return (await session.exec(found)).all()


async def _newest_backup(session: Session, state: BackupState) -> Backup | None:
    newest = select(Backup).where(Backup.state == state).order_by(col(Backup.ended_at).desc())
    return (await session.exec(newest.limit(1))).first()


def _is_late(at: datetime | None, every: timedelta) -> bool:
    return bool(every) and (at is None or clock.now() - at > every * LATE)


def _newer(one: Backup | RestoreProof | None, other: Backup | RestoreProof | None) -> bool:
    return one is not None and (other is None or one.ended_at > other.ended_at)


def _is_due(
    done: Backup | RestoreProof | None, failed: Backup | RestoreProof | None, every: timedelta
) -> bool:
    now = clock.now()
    if not every or (done is not None and now - done.began_at < every):
        return False
    return failed is None or now - failed.ended_at >= AGAIN_AFTER
