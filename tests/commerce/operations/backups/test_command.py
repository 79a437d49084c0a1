"""`python -m commerce backup`, `backups` and `restore`: what they say and how they end."""

import json

import psycopg
import pytest
from typer.testing import CliRunner

from commerce.__main__ import app
from commerce.operations.backups.manifest import KEY
from commerce.operations.backups.running import _LOCK
from commerce.operations.backups.targets import drop_database
from commerce.queue import connection_url
from commerce.settings import settings
from tests.commerce.operations.backups.conftest import rows
from tests.commerce.operations.conftest import Desk


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def alone(own_books: Desk, tmp_path, monkeypatch):
    """The same installation for commands that bring an event loop of their own."""
    monkeypatch.setenv("ALLHOURS_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    return tmp_path / "backups"


def test_a_backup_is_made_listed_and_restored_beside(alone):
    made = run("backup")
    (name,) = (path.name for path in alone.iterdir())
    assert made.exit_code == 0, made.stderr
    assert made.stdout.startswith(f"{name}: ")
    assert name in run("backups").stdout
    with psycopg.connect(connection_url()) as shop:
        beside = f"{shop.info.dbname}_beside"
    try:
        done = run("restore", name, "--into", beside)
        assert done.exit_code == 0, done.stderr
        assert "The books are whole" in done.stdout
        assert "rows as they were" in done.stdout
        assert run("restore", "--into", beside).exit_code == 2  # it is not empty any more
    finally:
        with psycopg.connect(connection_url(), autocommit=True) as server:
            drop_database(server, beside)


def test_a_proof_says_what_it_proved(alone):
    assert run("backup").exit_code == 0
    done = run("restore", "--prove")
    assert done.exit_code == 0, done.stderr
    assert "rules hold" in done.stdout


def test_commands_that_cannot_be_done_end_with_2_and_say_why(alone):
    none = run("restore")
    assert (none.exit_code, none.stderr.strip()) == (2, "There is no backup yet")
    assert run("restore", "--from", "s3").exit_code == 2
    assert run("restore", "--prove").exit_code == 2


def test_while_another_runs_a_command_ends_with_3(alone):
    with psycopg.connect(connection_url(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        assert run("backup").exit_code == 3
    assert rows(settings().database_url, "SELECT count(*) FROM backups WHERE failure <> ''") == [
        (0,)
    ]


def test_the_key_goes_along_only_when_asked(alone, tmp_path, monkeypatch):
    monkeypatch.delenv("ALLHOURS_SECRET_KEY", raising=False)
    settings.cache_clear()
    (tmp_path / KEY).write_bytes(b"c2VjcmV0IGtleSBvZiAzMiBieXRlcyBvciBzbyBpdCBpcw==")
    assert run("backup").exit_code == 0
    (plain,) = alone.iterdir()
    assert not (plain / KEY).exists()
    assert run("backup", "--with-key").exit_code == 0
    (other,) = set(alone.iterdir()) - {plain}
    assert (other / KEY).read_bytes() == (tmp_path / KEY).read_bytes()
    assert len(json.loads((other / "manifest.json").read_text())["key"]) == 16
