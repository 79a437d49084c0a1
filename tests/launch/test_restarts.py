"""A part that dies is started again, the database with all that was committed; endless dying ends."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from commerce.settings import BadSetting, read
from launch import children
from launch.children import Child
from launch.redis import OwnRedis, wanted_redis
from launch.supervisor import MOST_RESTARTS, ChildEnded, Supervisor
from tests.launch.processes import eventually, line_of, lives, run_script

HOUSE_THAT_LASTS = """
import sys
from pathlib import Path
from launch import children
from launch.postgres import EmbeddedPostgres
from launch.supervisor import Stopped, Supervisor

server = EmbeddedPostgres(Path(sys.argv[1]))

def start():
    child = children.start("job worker", ["sleep", "600"], nice=7)
    print(child.process.pid, flush=True)
    return child

try:
    with Supervisor() as supervisor:
        database = supervisor.keep(server.start(), again=server.again)
        print(server.url().replace("+psycopg", ""), database.process.pid, flush=True)
        supervisor.keep(start(), again=start)
        supervisor.watch()
except Stopped:
    print("stopped", flush=True)
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    process = run_script(HOUSE_THAT_LASTS, tmp_path / "postgres")
    yield process
    process.kill()
    process.communicate()


def test_killed_parts_come_back_and_nothing_committed_is_lost(
    house: "subprocess.Popen[str]",
) -> None:
    url, database = line_of(house).split()
    worker = int(line_of(house))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 9)"
        )
        os.kill(int(database), signal.SIGKILL)
    eventually(lambda: not lives(int(database)))
    eventually(lambda: rows_of(url) == 9)
    os.kill(worker, signal.SIGKILL)
    second = int(line_of(house))
    assert second != worker
    assert lives(second)
    assert os.getpriority(os.PRIO_PROCESS, second) == 7
    session = Path(f"/proc/{second}/autogroup")
    if session.exists():  # where sessions share the processor out, the whole session stands back
        assert session.read_text().endswith("nice 7\n")
    house.send_signal(signal.SIGINT)
    said, complaints = house.communicate(timeout=10)
    assert said == "stopped\n"
    assert "The database has ended by itself (exit code -9); starting it again." in complaints
    assert "The job worker has ended by itself (exit code -9); starting it again." in complaints
    assert not lives(second)


def rows_of(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM kept").fetchone()
            return row[0] if row else 0
    except psycopg.OperationalError:
        return 0


def test_a_part_that_dies_again_and_again_ends_the_house() -> None:
    started: list[Child] = []

    def start() -> Child:
        started.append(children.start("job worker", ["false"]))
        started[-1].process.wait()
        return started[-1]

    supervisor = Supervisor()
    supervisor.keep(start(), again=start)
    for _ in range(MOST_RESTARTS):
        supervisor.check()
    with pytest.raises(ChildEnded, match="The job worker has ended by itself"):
        supervisor.check()
    assert len(started) == 1 + MOST_RESTARTS


def test_several_workers_without_a_redis_are_refused_in_words(tmp_path: Path) -> None:
    env = {"WORKERS": "2", "PATH": os.fspath(tmp_path)}
    assert wanted_redis(env) is None
    with pytest.raises(BadSetting, match=r"WORKERS above 1 needs REDIS_URL .*redis-server"):
        read(env)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({"WORKERS": "2"}, True),
        ({"WORKERS": "1"}, False),
        ({}, False),
        ({"WORKERS": "2", "REDIS_URL": "redis://named"}, False),
        ({"WORKERS": "2", "ALLHOURS_MODE": "shop"}, False),
        ({"WORKERS": "two"}, False),
    ],
)
def test_a_demo_of_several_workers_has_a_redis_of_its_own(
    env: dict[str, str], wanted: bool
) -> None:
    assert (wanted_redis({"PATH": os.environ["PATH"]} | env) is not None) is wanted


def test_our_own_redis_wants_its_password_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    server = OwnRedis(program)
    child = server.start(tmp_path)
    try:
        with redis.Redis.from_url(server.url) as client:  # pyright: ignore[reportUnknownMemberType]
            assert client.ping()
        stranger = server.url.partition("@")[2]
        with (
            redis.Redis.from_url(f"redis://{stranger}") as client,  # pyright: ignore[reportUnknownMemberType]
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()
        child.process.kill()
        child.process.wait()
        child = server.again()
        with redis.Redis.from_url(server.url) as client:  # pyright: ignore[reportUnknownMemberType]
            assert client.ping()
    finally:
        child.stop()
