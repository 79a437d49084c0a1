"""A backup and a restore that was tried, in text."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from admin.parts.moments import Moment, moment
from commerce.operations.backups.models import Backup, BackupState, ProofState, RestoreProof
from commerce.operations.backups.standing import Standing
from ui.amounts import number_text
from ui.parts.badges import Shown
from ui.texts import _, plural


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try of either kind. `detail`: its size and where it lies, or what was compared."""

    id: str
    kind: str
    name: str
    state: str
    detail: str
    failure: str
    at: Moment
    took: str


@dataclass(frozen=True, slots=True)
class Card:
    """The newest of a kind: 'fine', 'late', 'failed', 'asked' (only when asked) or 'none'."""

    state: str = "none"
    at: Moment = field(default_factory=Moment)
    note: str = ""


def card_states() -> dict[str, Shown]:
    """How it stands, in words."""
    return {
        "fine": Shown(_("In time"), "green", "circle-check"),
        "late": Shown(_("Too old"), "red", "clock-alert"),
        "failed": Shown(_("The last try failed"), "red", "circle-x"),
        "asked": Shown(_("Only when asked"), "gray", "circle"),
        "none": Shown(_("None yet"), "gray", "circle-dashed"),
    }


def try_states() -> dict[str, Shown]:
    """How a try ended."""
    return {
        "whole": Shown(_("Whole"), "green", "circle-check"),
        "proven": Shown(_("Proven"), "green", "shield-check"),
        "failed": Shown(_("Failed"), "red", "circle-x"),
    }


def kinds() -> dict[str, Shown]:
    """What was tried."""
    return {
        "backup": Shown(_("Backup"), "gray", "archive"),
        "proof": Shown(_("Restore on trial"), "gray", "history"),
    }


def backup_card(stands: Standing, zone: str) -> Card:
    """Of the last whole backup."""
    at = stands.backup.ended_at if stands.backup else None
    return _card(at, stands.every, zone, late=stands.backup_is_late, failed=stands.backup_failed)


def proof_card(stands: Standing, zone: str) -> Card:
    """Of the last restore that was proven."""
    at, every = stands.proof.ended_at if stands.proof else None, stands.prove_every
    return _card(at, every, zone, late=stands.proof_is_late, failed=stands.proof_failed)


def try_rows(backups: list[Backup], proofs: list[RestoreProof], zone: str) -> list[TryRow]:
    """Both kinds in one list, the newest first."""
    tries = sorted(chain(backups, proofs), key=lambda one: one.ended_at, reverse=True)
    return [
        _backup_row(one, zone) if isinstance(one, Backup) else _proof_row(one, zone)
        for one in tries
    ]


def _card(at: datetime | None, every: timedelta, zone: str, *, late: bool, failed: bool) -> Card:
    state = "failed" if failed else "late" if late else "fine" if every else "asked"
    if at is None and state in ("fine", "asked"):
        state = "none"
    hours = every // timedelta(hours=1)
    note = (
        plural("Every hour", "Every {count} hours", hours)
        if hours
        else _("Nobody set how often; it is done when asked for.")
    )
    return Card(state, moment(at, zone, ago=True) if at else Moment(), note)


def _backup_row(one: Backup, zone: str) -> TryRow:
    whole = one.state == BackupState.WHOLE
    detail = _("{size} MB, {rows} rows", size=_megabytes(one.size), rows=number_text(one.row_count))
    places = ", ".join(_place(place) for place in one.places)
    return TryRow(
        id=str(one.id),
        kind="backup",
        name=one.name,
        state=one.state,
        detail=f"{detail} · {places}" if whole else places,
        failure=one.failure,
        at=moment(one.ended_at, zone),
        took=_seconds(one.ended_at - one.began_at),
    )


def _proof_row(one: RestoreProof, zone: str) -> TryRow:
    proven = one.state == ProofState.PROVEN
    detail = _(
        "{rows} rows as they were, {rules} rules hold",
        rows=number_text(one.row_count),
        rules=one.rules,
    )
    return TryRow(
        id=str(one.id),
        kind="proof",
        name=one.backup_name,
        state=one.state,
        detail=detail if proven else "",
        failure=one.failure,
        at=moment(one.ended_at, zone),
        took=_seconds(one.ended_at - one.began_at),
    )


def _place(place: str) -> str:
    return {"folder": _("folder"), "s3": _("bucket")}.get(place, place)


def _megabytes(size: int) -> str:
    return number_text(round(size / 1e6, 1))


def _seconds(took: timedelta) -> str:
    return _("{seconds} s", seconds=number_text(round(took.total_seconds(), 1)))
