"""`make restore`: a new machine, on which nothing runs yet, gets the shop back."""

import os
import subprocess
import sys

import psycopg
from psycopg import sql

from commerce.operations.backups.targets import drop_database
from launch.postgres import running_postgres
from tests.launch.processes import HOUSE


def python(*arguments, data, **settings):
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    told = {"ALLHOURS_DATA_DIR": str(data), "ALLHOURS_SECRET_KEY": "a key for tests"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=HOUSE,
        env=known | told | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_machine_gets_the_shop_back_and_only_once(tmp_path, database_url):
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as server:
        name = f"{server.info.dbname}_lost"
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE migrated").format(sql.Identifier(name)))
        lost = database_url.replace(f"/{server.info.dbname}?", f"/{name}?")
        made = python("commerce", "backup", data=tmp_path / "old", DATABASE_URL=lost)
        assert made.returncode == 0, made.stderr
        drop_database(server, name)
    backups, new = str(tmp_path / "old" / "backups"), tmp_path / "new"
    tmp_path.chmod(0o711)
    done = python("launch.restoring", "--from", backups, data=new)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The shop is as it was" in done.stdout
    with (
        running_postgres(new / "postgres", durable=False) as url,
        psycopg.connect(url.replace("+psycopg", "", 1)) as connection,
    ):
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert row is not None
    again = python("launch.restoring", "--from", backups, data=new)
    assert again.returncode == 2
    assert "not empty" in again.stderr
