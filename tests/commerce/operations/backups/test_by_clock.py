"""What the clock starts: a backup and its proof when they are due, and owners told of failures."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.messages.models import Message
from commerce.operations.backups import tasks
from commerce.operations.backups.models import Backup
from commerce.operations.backups.standing import standing
from commerce.people.models import Membership, Role, Staff
from commerce.settings import settings
from commerce.shops.models import Shop
from tests.commerce.operations.backups.conftest import rows


@pytest.fixture
def every_day(installation, monkeypatch, own_books):
    for name in ("ALLHOURS_BACKUP_HOURS", "ALLHOURS_PROVE_HOURS"):
        monkeypatch.setenv(name, "24")
    monkeypatch.setenv("ALLHOURS_SECRET_KEY", "a key for tests")
    settings.cache_clear()
    own_books("DELETE FROM backups")
    own_books("DELETE FROM restore_proofs")
    return installation


async def now():
    async with transaction_over_all_shops() as session:
        return await standing(session, settings().backups)


async def an_owner():
    async with transaction_over_all_shops() as session:
        shop = (await session.exec(select(Shop).order_by(col(Shop.created_at)).limit(1))).one()
        owner = Staff(email="owner@example.com", name="The owner", locale="zh")
        session.add(owner)
        await session.flush()
        session.add(Membership(shop_id=shop.id, staff_id=owner.id, role=Role.OWNER))
    return shop.id


async def test_what_is_due_is_made_and_proven_and_then_rests(every_day):
    assert (await now()).backup_is_late
    await tasks.keep_up()
    stands = await now()
    assert (stands.backup_is_late, stands.proof_is_late) == (False, False)
    assert stands.proof is not None
    assert stands.backup is not None
    assert stands.proof.backup_name == stands.backup.name
    before = sorted(path.name for path in every_day.iterdir())
    await tasks.keep_up()
    assert sorted(path.name for path in every_day.iterdir()) == before == [stands.backup.name]


async def test_owners_are_told_of_a_failure_once_a_day(every_day, monkeypatch, tmp_path):
    shop_id = await an_owner()
    (tmp_path / "taken").write_text("no folder")
    monkeypatch.setenv("ALLHOURS_BACKUP_DIR", str(tmp_path / "taken"))
    settings.cache_clear()
    await tasks.keep_up()
    await tasks.make_now()
    assert rows(settings().database_url, "SELECT state FROM backups") == [("failed",)] * 2
    async with transaction(shop_id) as session:
        found = select(Message).where(Message.kind == "backup_failed")
        told = (await session.exec(found)).all()
    assert [message.channel for message in told] == ["email"]
    assert told[0].subject.endswith("的备份失败")


async def test_a_failure_is_tried_again_after_an_hour(every_day):
    ago = clock.now() - timedelta(minutes=59)
    async with transaction_over_all_shops() as session:
        session.add(Backup(name="", state="failed", began_at=ago, ended_at=ago))
    stands = await now()
    assert (stands.backup_failed, stands.backup_is_due) == (True, False)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert (await now()).backup_is_due


@pytest.mark.parametrize(
    ("hours", "due", "late"), [(23, False, False), (25, True, False), (37, True, True)]
)
async def test_a_day_old_backup_is_due_and_half_a_day_more_is_late(every_day, hours, due, late):
    ago = clock.now() - timedelta(hours=hours)
    async with transaction_over_all_shops() as session:
        session.add(Backup(name="allhours-1", state="whole", began_at=ago, ended_at=ago))
    stands = await now()
    assert (stands.backup_is_due, stands.backup_is_late) == (due, late)


async def test_nothing_is_due_where_nobody_asked_for_it(installation, own_books):
    own_books("DELETE FROM backups")
    stands = await now()
    found = (stands.backup_is_due, stands.backup_is_late, stands.proof_is_due)
    assert found == (False, False, False)
