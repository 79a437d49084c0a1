"""Whether there is anything to migrate is read from the files, and a bad database is named."""

import os
import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from launch.migrate import newest_versions
from tests.launch.processes import HOUSE


def test_it_reads_the_same_newest_version_as_alembic_does() -> None:
    heads = ScriptDirectory.from_config(Config(HOUSE / "alembic.ini")).get_heads()
    assert newest_versions(HOUSE / "alembic" / "versions") == set(heads)


def test_each_end_of_a_branch_is_a_newest_version(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision = "a"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text('revision: str = "b"\ndown_revision: str | None = "a"\n')
    (tmp_path / "c.py").write_text('revision = "c"\ndown_revision = "a"\n')
    assert newest_versions(tmp_path) == {"b", "c"}


def migrate(url: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "launch.migrate"],
        cwd=HOUSE,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_that_cannot_be_reached_is_named_without_a_traceback() -> None:
    done = migrate("postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL: the database cannot be reached:")
    assert "Traceback" not in done.stderr


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert migrate(database_url).returncode == 0
