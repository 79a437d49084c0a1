"""The embedded database as a supervisor sees it, on real processes."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from launch.errors import AlreadyRunning
from launch.postgres import EmbeddedPostgres, running_postgres
from tests.launch.processes import line_of, lives, run_script

HOLD_A_SERVER = """
import sys, time
from pathlib import Path
from launch.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start().process.pid, server.url(), flush=True)
time.sleep(600)
"""


def connect(url: str, user: str = "allhours") -> "psycopg.Connection[tuple[object, ...]]":
    plain = url.replace("+psycopg", "", 1).replace("allhours@", f"{user}@", 1)
    return psycopg.connect(plain, autocommit=True)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "postgres"


def test_what_was_committed_is_there_after_a_restart(folder: Path) -> None:
    with running_postgres(folder) as url, connect(url) as database:
        database.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with running_postgres(folder) as url, connect(url) as database:
        assert database.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_stop_leaves_no_process(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    pid = server.start().process.pid
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 3
    assert not lives(pid)
    assert not (folder / "pg18" / "postmaster.pid").exists()


def test_the_shop_is_no_superuser_and_nobody_is_trusted(folder: Path) -> None:
    with running_postgres(folder, durable=False) as url:
        with connect(url) as database:
            row = database.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert row.fetchone() == (False,)
        rules = (folder / "pg18" / "pg_hba.conf").read_text()
        assert "trust" not in rules
        assert (folder.stat().st_mode & 0o777) == 0o700
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            connect(url, user="stranger")


def test_a_path_with_spaces_and_chinese_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "my shop, 我的 '店'" / "postgres"
    with running_postgres(folder, durable=False) as url, connect(url) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_a_person_s_own_PG_variables_lead_nobody_astray(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "5999")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with running_postgres(folder, durable=False) as url, connect(url) as database:
        assert database.execute("SHOW port").fetchone() == ("5432",)


def test_a_second_start_on_the_same_folder_is_refused(folder: Path) -> None:
    with running_postgres(folder, durable=False) as url:
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            EmbeddedPostgres(folder).start()
        with connect(url) as database:  # and the first one is unharmed
            assert database.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("pid", ["ours", "1", "99999999", "", "nonsense"])
def test_a_stale_pid_file_is_no_obstacle(folder: Path, pid: str) -> None:
    pid = str(os.getpid()) if pid == "ours" else pid
    with running_postgres(folder, durable=False):
        pass
    (folder / "pg18" / "postmaster.pid").write_text(f"{pid}\n")
    with running_postgres(folder, durable=False) as url, connect(url) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    half = folder / "pg18.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with running_postgres(folder, durable=False) as url, connect(url) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_killing_the_supervisor_ends_the_database_and_loses_nothing(folder: Path) -> None:
    holder = run_script(HOLD_A_SERVER, folder)
    pid, url = line_of(holder).split()
    with connect(url) as database:
        database.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with running_postgres(folder) as url, connect(url) as database:  # at once, no waiting
        assert database.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert not lives(int(pid))


def test_killing_supervisor_and_database_at_once_loses_nothing(folder: Path) -> None:
    holder = run_script(HOLD_A_SERVER, folder)
    pid, url = line_of(holder).split()
    with connect(url) as database:
        database.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(int(pid), signal.SIGKILL)
    holder.kill()
    holder.communicate()
    with running_postgres(folder) as url, connect(url) as database:
        assert database.execute("SELECT answer FROM kept").fetchone() == (42,)
