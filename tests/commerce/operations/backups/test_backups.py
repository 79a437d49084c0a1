"""A backup is whole, taken while orders come in, and restored row by row; what is not is refused."""

import asyncio
import contextlib
import json
import os
import stat

import psycopg
import pytest

from commerce.operations.auditing.audit import audit
from commerce.operations.backups.errors import (
    BackupBusy,
    BackupTrouble,
    DamagedBackup,
    NotRestorable,
)
from commerce.operations.backups.manifest import DUMP, MANIFEST
from commerce.operations.backups.restoring import restore
from commerce.operations.backups.running import _LOCK, back_up, prove
from commerce.operations.backups.stores import FolderStore, chosen, stores
from commerce.queue import connection_url, libpq_url
from commerce.settings import settings
from tests.builders import a_product, a_shop, an_order
from tests.commerce.operations.backups.conftest import rows
from tests.e2e.strangers.tables import changed, digests

ORDERS = "SELECT number FROM orders"


def silent(_step):
    pass


def newest(folder):
    store = FolderStore(folder)
    return store, chosen(store, "newest")


async def restored(folder, url, **options):
    store, manifest = newest(folder)
    return await asyncio.to_thread(restore, store, manifest, url, silent, **options)


def edit_manifest(folder, **changes):
    file = next(folder.glob(f"*/{MANIFEST}"))
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


async def test_a_restored_backup_has_every_row_of_every_table(installation, empty_database):
    before = digests(settings().database_url)
    made = await back_up(silent)
    done = await restored(installation, empty_database)
    after = digests(empty_database)
    assert {name for name in after if name not in before} == set()
    assert changed(before, after) == set()
    assert done.broken == []
    assert (made.state, made.places) == ("whole", ["folder"])
    assert made.row_count == sum(t.rows for t in done.manifest.tables.values()) > 200


async def test_orders_that_come_in_meanwhile_leave_a_backup_consistent(
    installation, empty_database
):
    shop = await a_product(await a_shop(), stock=1_000_000)
    told: list[str] = []
    first = asyncio.Event()

    async def buy():
        while True:
            placed = await asyncio.gather(*(an_order(shop) for _ in range(8)))
            told.extend(one.number for one in placed)
            first.set()

    buying = asyncio.create_task(buy())
    await first.wait()
    sure = set(told)
    await back_up(silent)
    meanwhile = set(told)
    done = await restored(installation, empty_database)
    buying.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await buying
    kept = {number for (number,) in rows(empty_database, ORDERS)}
    assert sure <= kept
    assert len(meanwhile) > len(sure)
    assert len(set(told)) > len(meanwhile)
    assert (
        done.manifest.tables["orders"].rows
        == len(kept)
        < len(rows(settings().database_url, ORDERS))
    )
    assert [one.rule.name for one in done.broken] == []
    assert [one.rule.name for one in audit(url=empty_database) if one.violations] == []


async def test_a_backup_holds_no_key_and_nobody_else_may_read_it(installation):
    await back_up(silent)
    kept = next(installation.iterdir())
    assert sorted(file.name for file in kept.iterdir()) == [DUMP, MANIFEST]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (installation, kept)}
    assert modes == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}
    manifest = json.loads((kept / MANIFEST).read_text())
    assert set(manifest) == {
        *("format", "name", "taken_at", "product", "server", "migration", "key"),
        *("size", "sha256", "tables"),
    }
    assert (kept / DUMP).stat().st_size == manifest["size"]


async def test_only_an_empty_database_is_filled(installation):
    await back_up(silent)
    before = digests(settings().database_url)
    with pytest.raises(NotRestorable, match="not empty"):
        await restored(installation, settings().database_url)
    assert digests(settings().database_url) == before


@pytest.mark.parametrize("how", ["changed", "cut off", "gone"])
async def test_a_damaged_dump_is_found_before_anything_is_written(
    installation, empty_database, how
):
    await back_up(silent)
    dump = next(installation.glob(f"*/{DUMP}"))
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content if how == "changed" else content[:-1])
    if how == "gone":
        dump.unlink()
    with pytest.raises(DamagedBackup):
        await restored(installation, empty_database)
    assert rows(empty_database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
        (0,)
    ]


async def test_a_row_that_differs_after_the_restore_is_named(installation, empty_database):
    await back_up(silent)
    _store, manifest = newest(installation)
    tables = json.loads(manifest.as_json())["tables"]
    tables["orders"]["digest"] = "1"
    edit_manifest(installation, tables=tables)
    with pytest.raises(DamagedBackup, match="orders: "):
        await restored(installation, empty_database)


async def test_a_backup_of_a_newer_release_is_refused(installation, empty_database):
    await back_up(silent)
    edit_manifest(installation, migration="9999")
    with pytest.raises(NotRestorable, match="newer release"):
        await restored(installation, empty_database)


async def test_a_backup_of_another_key_is_refused_unless_asked(installation, empty_database):
    await back_up(silent)
    edit_manifest(installation, key="0123456789abcdef")
    with pytest.raises(NotRestorable, match="0123456789abcdef"):
        await restored(installation, empty_database)
    done = await restored(installation, empty_database, other_key=True)
    assert done.broken == []


async def test_only_one_runs_at_a_time(installation):
    with psycopg.connect(connection_url(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        with pytest.raises(BackupBusy):
            await back_up(silent)
        with pytest.raises(BackupBusy):
            await prove(silent)
    assert not installation.exists()


async def test_what_a_killed_backup_left_goes_with_the_next(installation):
    left = installation / ".allhours-killed.part"
    left.mkdir(parents=True)
    (left / DUMP).write_bytes(b"half")
    made = await back_up(silent)
    assert [path.name for path in installation.iterdir()] == [made.name]


async def test_the_newest_stay_and_the_proven_one(installation, monkeypatch):
    monkeypatch.setenv("ALLHOURS_BACKUP_KEEP", "2")
    settings.cache_clear()
    first = await back_up(silent)
    await prove(silent)
    names = [(await back_up(silent)).name for _ in range(3)]
    assert {path.name for path in installation.iterdir()} == {first.name, *names[1:]}


async def test_a_proof_restores_audits_records_and_leaves_nothing(installation):
    made = await back_up(silent)
    proof = await prove(silent)
    assert (proof.backup_name, proof.state, proof.failure) == (made.name, "proven", "")
    assert proof.rules > 20
    assert proof.row_count == made.row_count
    of_this = "SELECT datname FROM pg_database WHERE starts_with(datname, current_database())"
    left = rows(settings().database_url, of_this)
    assert [name for (name,) in left if "_proof_" in name] == []


async def test_a_proof_that_fails_is_recorded_and_raised(installation):
    await back_up(silent)
    dump = next(installation.glob(f"*/{DUMP}"))
    os.truncate(dump, 100)
    with pytest.raises(DamagedBackup):
        await prove(silent)
    kept = (
        "SELECT state, failure LIKE '%cut off%' FROM restore_proofs ORDER BY ended_at DESC LIMIT 1"
    )
    assert rows(settings().database_url, kept) == [("failed", True)]


async def test_a_proof_fails_when_the_books_are_not_whole(installation, own_books):
    own_books("UPDATE orders SET event_count = 9 WHERE payment_status = 'unpaid'")
    await back_up(silent)
    with pytest.raises(DamagedBackup, match="not whole"):
        await prove(silent)


async def test_a_backup_goes_to_the_bucket_and_is_proven_from_there(
    installation, bucket, empty_database
):
    made = await back_up(silent)
    folder, store = stores(settings())
    assert made.places == ["folder", "s3"]
    assert store.manifests() == folder.manifests()
    assert {path.name for path in (bucket / made.name).iterdir()} == {DUMP, MANIFEST}
    folder.remove(made.name)  # the machine is lost
    done = await asyncio.to_thread(restore, store, chosen(store, made.name), empty_database, silent)
    assert done.broken == []
    assert (await prove(silent)).backup_name == made.name
    store.remove(made.name)
    assert list(store.manifests()) == []


async def test_a_bucket_that_refuses_fails_the_backup_which_is_in_the_folder(
    installation, bucket, monkeypatch
):
    monkeypatch.setenv("ALLHOURS_BACKUP_S3_SECRET", "not-the-secret")
    settings.cache_clear()
    with pytest.raises(BackupTrouble, match="The bucket"):
        await back_up(silent)
    kept = rows(
        settings().database_url,
        "SELECT state, places, failure FROM backups ORDER BY ended_at DESC LIMIT 1",
    )
    assert kept[0][:2] == ("failed", ["folder"])
    assert "not-the-secret" not in kept[0][2]
    assert len(list(installation.iterdir())) == 1


def test_the_address_of_a_program_shows_no_password():
    from commerce.operations.backups.programs import _address

    address, environment = _address(libpq_url("postgresql+psycopg://a:sesame@db.example/shop"))
    assert "sesame" not in address
    assert environment["PGPASSWORD"] == "sesame"
