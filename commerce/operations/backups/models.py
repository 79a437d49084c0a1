"""The tables of backups that were made and of restores that were tried."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from commerce.db.columns import id_field, json_value, moment, state_field


class BackupState(StrEnum):
    """How a backup ended: whole in every place that it was to be in, or not."""

    WHOLE = "whole"
    FAILED = "failed"


class ProofState(StrEnum):
    """How a restore that was tried ended."""

    PROVEN = "proven"
    FAILED = "failed"


class Backup(SQLModel, table=True):
    """One backup of all shops. `places`: where it lies whole, 'folder' or 's3'."""

    __tablename__ = "backups"
    __table_args__ = (Index("backups_newest", "ended_at"),)

    id: UUID = id_field()
    name: str
    state: str = state_field(nullable=False)
    places: list[str] = json_value(default_factory=list, nullable=False)
    size: int = Field(default=0, sa_type=BigInteger)
    row_count: int = Field(default=0, sa_type=BigInteger)
    sha256: str = ""
    migration: str = ""
    failure: str = ""
    began_at: datetime = moment(nullable=False)
    ended_at: datetime = moment(nullable=False)


class RestoreProof(SQLModel, table=True):
    """One restore of a backup to a scratch database. `rules`: of the auditor that held there."""

    __tablename__ = "restore_proofs"
    __table_args__ = (Index("restore_proofs_newest", "ended_at"),)

    id: UUID = id_field()
    backup_name: str
    state: str = state_field(nullable=False)
    row_count: int = Field(default=0, sa_type=BigInteger)
    rules: int = 0
    failure: str = ""
    taken_at: datetime | None = moment(default=None)
    began_at: datetime = moment(nullable=False)
    ended_at: datetime = moment(nullable=False)
