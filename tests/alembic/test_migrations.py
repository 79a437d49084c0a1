"""Migrations: up, down and up again on a database that is not empty; models have no difference."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).resolve().parents[2]
REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions()
]


def alembic(url, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def fresh(postgres_url):
    """An empty database of this test's own: its URL for us and for psycopg."""
    name = f"migrations_{os.getpid()}"
    plain = postgres_url.replace("+psycopg", "", 1)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        server.execute(f"CREATE DATABASE {name}".encode())
    head, query = postgres_url.split("?", 1)
    yield f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


FILL = """
INSERT INTO shops (id, slug, name, currency, time_zone, country, locale, hold_minutes, unpaid_most,
    prices_include_tax, ordering_paused, terms_version, created_at, version, updated_at)
VALUES (gen_random_uuid(), 'main', 'Main', 'CNY', 'Asia/Shanghai', 'CN', 'en', 15, 20, true, false,
    '1', now(), 1, now());
INSERT INTO order_events (order_id, n, shop_id, kind, actor_kind, actor_name, facts, at)
SELECT uuidv7(), 1, id, 'placed', 'guest', '', '{}', now() FROM shops;
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'x', 0, NULL, NULL, '{}', NULL)
    ::procrastinate_job_to_defer_v1]);
"""


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_down_and_up_on_filled_data(fresh, revision):
    alembic(fresh, "upgrade", revision)
    with psycopg.connect(fresh.replace("+psycopg", "", 1)) as connection:
        connection.execute(FILL)
    alembic(fresh, "downgrade", f"{revision}-1")
    alembic(fresh, "upgrade", "head")
    alembic(fresh, "check")


def test_the_last_downgrade_leaves_nothing_behind(fresh):
    alembic(fresh, "upgrade", "head")
    alembic(fresh, "downgrade", "base")
    with psycopg.connect(fresh.replace("+psycopg", "", 1)) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p', 'S', 'v')"
        ).fetchall()
    assert {name for (name,) in left} <= {"alembic_version"}
