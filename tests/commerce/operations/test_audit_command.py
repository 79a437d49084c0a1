"""`python -m commerce audit`: its exit codes, and what it prints."""

import json

import pytest
from typer.testing import CliRunner

from commerce.__main__ import app
from commerce.settings import settings


def run(*arguments):
    return CliRunner().invoke(app, ["audit", *arguments])


def test_whole_books_end_with_0(own_books):
    done = run()
    assert done.exit_code == 0
    assert "The books are whole" in done.stdout


def test_broken_books_end_with_1_and_name_what_is_broken(own_books):
    own_books("UPDATE orders SET paid_minor = paid_minor + 1 WHERE payment_status = 'paid'")
    (number,) = own_books("SELECT number FROM orders WHERE payment_status = 'paid' LIMIT 1")[0]
    done = run("--shown", "20")
    assert done.exit_code == 1
    assert f"money.orders: order {number}: expected " in done.stdout


def test_what_is_not_shown_is_counted(own_books):
    own_books("UPDATE orders SET paid_minor = paid_minor + 1")
    (many,) = own_books("SELECT count(*) FROM orders")[0]
    assert f"money.orders: and {many - 1} more" in run("--shown", "1").stdout


def test_machines_get_json(own_books):
    own_books("UPDATE orders SET event_count = 9 WHERE payment_status = 'unpaid'")
    done = run("--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["clean"] is False
    numbered = next(one for one in told["rules"] if one["rule"] == "histories.numbered")
    assert numbered["violations"] == told["violations"] == len(numbered["shown"])
    assert set(numbered["shown"][0]) == {"subject", "expected", "found"}


def test_an_audit_changes_nothing(own_books, tmp_path):
    before = own_books("SELECT * FROM orders ORDER BY id")
    (tmp_path / "none.jsonl").touch()
    assert run("--acknowledged", str(tmp_path / "none.jsonl")).exit_code == 0
    assert before == own_books("SELECT * FROM orders ORDER BY id")
    assert own_books("SELECT count(*) FROM pg_class WHERE relname = 'audit_acknowledged'") == [(0,)]


@pytest.mark.parametrize("given", ["no such file", "no acknowledgement"])
def test_an_audit_that_cannot_be_done_ends_with_2(own_books, tmp_path, given):
    file = tmp_path / "acknowledged.jsonl"
    if given == "no acknowledgement":
        file.write_text("{}\n")
    done = run("--acknowledged", str(file))
    assert done.exit_code == 2
    assert "The audit could not be done" in done.stderr


def test_a_database_that_is_away_ends_with_2(own_books, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://allhours@/nowhere?host=/nowhere")
    settings.cache_clear()
    assert run("--json").exit_code == 2
