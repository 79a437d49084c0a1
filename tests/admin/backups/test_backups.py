"""The page of backups: how it stands, who may ask for one, and the alarm on the start page."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import delete

from admin.backups.rows import TryRow
from admin.backups.state import BackupAlarmState, BackupsState
from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.operations.backups.asking import asked_for
from commerce.operations.backups.models import Backup, RestoreProof
from commerce.people.models import Role
from commerce.queue import queue
from commerce.settings import settings
from tests.admin.back_office import at_page, call
from tests.builders import a_shop
from tests.own_database import own_database
from ui.acting import Refused

PATH = "/admin/settings/backups/"


@pytest.fixture(scope="module", autouse=True)
async def own(database_url, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("backups"))
    async with own_database(database_url, "backups", folder), queue.open_async():
        yield


@pytest.fixture(autouse=True)
async def daily(monkeypatch, own):
    monkeypatch.setenv("ALLHOURS_BACKUP_HOURS", "24")
    monkeypatch.setenv("ALLHOURS_PROVE_HOURS", "24")
    settings.cache_clear()
    async with transaction_over_all_shops() as session:
        for table in (Backup, RestoreProof):
            await session.exec(delete(table))
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def ended(*rows, hours=1):
    at = clock.now() - timedelta(hours=hours)
    async with transaction_over_all_shops() as session:
        for row in rows:
            row.began_at, row.ended_at = at - timedelta(seconds=90), at
            session.add(row)


def a_backup(**changes):
    at = clock.now()
    known: dict[str, Any] = {
        "name": "allhours-1",
        "state": "whole",
        "size": 2_500_000,
        "row_count": 1_200,
    }
    known["places"] = ["folder", "s3"]
    return Backup(**(known | changes), began_at=at, ended_at=at)


def a_proof(**changes):
    at = clock.now()
    known: dict[str, Any] = {
        "backup_name": "allhours-1",
        "state": "proven",
        "row_count": 1_200,
        "rules": 31,
    }
    return RestoreProof(**(known | changes), began_at=at, ended_at=at)


async def the_page(role=Role.OWNER):
    state = await at_page(BackupsState, await a_shop(), PATH, role)
    await call(state, "load")
    return state


async def the_alarm(role=Role.OWNER):
    state = await at_page(BackupAlarmState, await a_shop(), "/admin/", role)
    await call(state, "load")
    return state.alarm


async def test_both_kinds_are_shown_newest_first():
    await ended(a_backup(), hours=2)
    await ended(a_proof())
    state = await the_page()
    proof, backup = state.rows
    assert isinstance(proof, TryRow)
    assert (proof.kind, proof.detail) == ("proof", "1,200 rows as they were, 31 rules hold")
    assert (backup.kind, backup.detail) == ("backup", "2.5 MB, 1,200 rows · folder, bucket")
    assert backup.took == "90 s"
    assert (state.seen.backup.state, state.seen.proof.state) == ("fine", "fine")
    assert state.seen.backup.note == "Every 24 hours"


@pytest.mark.parametrize(
    ("rows", "hours", "states", "alarm"),
    [
        ((), 1, ("late", "late"), "backup"),
        ((a_backup, a_proof), 37, ("late", "late"), "backup"),
        ((a_backup,), 1, ("fine", "late"), "proof"),
        ((a_backup, a_proof), 35, ("fine", "fine"), ""),
    ],
)
async def test_what_is_too_old_is_an_alarm(rows, hours, states, alarm):
    await ended(*(make() for make in rows), hours=hours)
    state = await the_page()
    assert (state.seen.backup.state, state.seen.proof.state) == states
    assert await the_alarm() == alarm


async def test_a_failed_try_after_a_good_one_is_an_alarm():
    await ended(a_backup(), a_proof(), hours=2)
    await ended(a_backup(state="failed", failure="No space left", places=[]))
    state = await the_page()
    assert state.seen.backup.state == "failed"
    assert state.rows[0].failure == "No space left"
    assert await the_alarm() == "backup_failed"


async def test_where_nobody_set_how_often_there_is_no_alarm(monkeypatch):
    monkeypatch.setenv("ALLHOURS_BACKUP_HOURS", "0")
    monkeypatch.setenv("ALLHOURS_PROVE_HOURS", "0")
    settings.cache_clear()
    assert (await the_page()).seen.backup.state == "none"
    assert await the_alarm() == ""
    await ended(a_backup(), hours=999)
    assert (await the_page()).seen.backup.state == "asked"


async def test_one_is_made_when_asked_and_asking_twice_is_one():
    state = await the_page(Role.MANAGER)
    for handler in ("make", "make", "prove"):
        await call(state, handler)
    assert (state.seen.making, state.seen.proving) == (True, True)
    shop = await a_shop()
    async with transaction(shop.id) as session:
        assert await asked_for(session) == {"backups.make", "backups.prove"}
        connection = await session.driver()
        counted = await connection.execute("SELECT count(*) FROM procrastinate_jobs")
        assert (await counted.fetchall())[0][0] == 2


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
async def test_who_may_not_see_settings_sees_no_backups_and_no_alarm(role):
    await ended(a_backup(), hours=99)
    with pytest.raises(Refused):
        await the_page(role)
    assert await the_alarm(role) == ""
