"""How backups stand, live; asking for one; and the alarm on the start page."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from admin.backups.rows import Card, TryRow, backup_card, proof_card, try_rows
from commerce.db.live import changed_within, following
from commerce.operations.backups.asking import ask_for_backup, ask_for_proof, asked_for
from commerce.operations.backups.running import TOPIC
from commerce.operations.backups.standing import latest_backups, latest_proofs, standing
from commerce.people.rights import Right
from commerce.settings import settings
from ui.acting import staff_at
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

SHOWN = 20  # tries of each kind
BREATH = 1.0
QUIET = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the page shows."""

    backup: Card = field(default_factory=Card)
    proof: Card = field(default_factory=Card)
    making: bool = False
    proving: bool = False


class BackupsState(rx.State):
    """The page of backups."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    loaded: bool = False
    seen: Seen = Seen()
    rows: rx.Field[list[TryRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        """Read how it stands."""
        async with staff_at(self, Right.SETTINGS_VIEW) as at:
            self.seen, self.rows = await _read(at)
        self.loaded = True

    @rx.event(background=True)
    async def follow(self) -> None:
        """Read again whenever one has ended or was asked for."""
        async with following(TOPIC) as changed:
            while True:
                async with staff_at(self, Right.SETTINGS_VIEW) as at:
                    seen, rows = await _read(at)
                async with self:
                    self.seen, self.rows = seen, rows
                await changed_within(changed, QUIET)
                await asyncio.sleep(BREATH)

    @rx.event
    async def make(self) -> Any:
        """Have a backup made."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            await ask_for_backup(at.session)
            self.seen, self.rows = await _read(at)
            return toast_done(_("A backup is being made. You can leave this page."))
        return None

    @rx.event
    async def prove(self) -> Any:
        """Have the newest one restored on trial."""
        async with staff_at(self, Right.SETTINGS_EDIT) as at:
            await ask_for_proof(at.session)
            self.seen, self.rows = await _read(at)
            return toast_done(_("The newest backup is being restored on trial."))
        return None


class BackupAlarmState(rx.State):
    """Whether the start page has to say that a backup is too old or failed."""

    alarm: str = ""

    @rx.event
    async def load(self) -> None:
        """Look, for those who may do something about it."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            self.alarm = await _alarm(at) if at.may(Right.SETTINGS_VIEW) else ""


async def _alarm(at: StaffVisit) -> str:
    stands = await standing(at.session, settings().backups)
    if stands.backup_is_late:
        return "backup"
    if stands.backup_failed:
        return "backup_failed"
    return "proof" if stands.proof_is_late or stands.proof_failed else ""


async def _read(at: StaffVisit) -> tuple[Seen, list[TryRow]]:
    stands = await standing(at.session, settings().backups)
    asked, zone = await asked_for(at.session), at.shop.time_zone
    seen = Seen(
        backup=backup_card(stands, zone),
        proof=proof_card(stands, zone),
        making="backups.make" in asked,
        proving="backups.prove" in asked,
    )
    backups = list(await latest_backups(at.session, SHOWN))
    proofs = list(await latest_proofs(at.session, SHOWN))
    return seen, try_rows(backups, proofs, zone)
