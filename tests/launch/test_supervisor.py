"""One supervisor over a real database and a web server: they live and end together."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.children import Child
from launch.errors import CannotStart
from launch.supervisor import Supervisor, answer_of, refuse_taken_ports
from tests.launch.processes import eventually, line_of, lives, run_script

SMALL_HOUSE = """
import sys
from pathlib import Path
from launch import children
from launch.errors import CannotStart
from launch.postgres import EmbeddedPostgres
from launch.supervisor import Stopped, Supervisor

server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
try:
    with Supervisor() as supervisor:
        database = supervisor.keep(server.start())
        web = supervisor.keep(children.start("web server", ["sleep", "600"]))
        print(database.process.pid, web.process.pid, flush=True)
        supervisor.watch()
except Stopped:
    print("stopped", flush=True)
except CannotStart as reason:
    sys.exit(str(reason))
"""

ANSWERING_APP = """
import os
class States:
    create = staticmethod(lambda: States())
class App:
    _state_manager = States()
    __call__ = staticmethod(lambda: answer)
app = App()
async def answer(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"x-worker", str(os.getpid()).encode())]})
    await send({"type": "http.response.body", "body": b"here"})
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    process = run_script(SMALL_HOUSE, tmp_path / "postgres")
    yield process
    process.kill()
    process.communicate()


def pids_of(house: "subprocess.Popen[str]") -> tuple[int, int]:
    database, web = map(int, line_of(house).split())
    assert lives(database)
    assert lives(web)
    return database, web


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_no_process(
    house: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    database, web = pids_of(house)
    house.send_signal(number)
    said, _ = house.communicate(timeout=5)
    assert said == "stopped\n"
    assert house.returncode == 0
    assert not lives(database)
    assert not lives(web)


def test_an_impatient_second_ctrl_c_does_no_harm(house: "subprocess.Popen[str]") -> None:
    database, web = pids_of(house)
    house.send_signal(signal.SIGINT)
    house.send_signal(signal.SIGINT)
    house.communicate(timeout=5)
    assert not lives(database)
    assert not lives(web)


def test_killed_it_takes_its_children_along(house: "subprocess.Popen[str]") -> None:
    database, web = pids_of(house)
    house.kill()
    eventually(lambda: not lives(database) and not lives(web), seconds=5)


@pytest.mark.parametrize(("victim", "name"), [(0, "database"), (1, "web server")])
def test_one_dead_child_ends_the_house_and_is_named(
    house: "subprocess.Popen[str]", victim: int, name: str
) -> None:
    pids = pids_of(house)
    os.kill(pids[victim], signal.SIGKILL)
    _, said = house.communicate(timeout=10)
    assert house.returncode == 1
    assert f"The {name} has ended by itself" in said
    assert not lives(pids[1 - victim])


def test_a_second_house_on_the_same_data_is_refused_in_words(
    house: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    database, _ = pids_of(house)
    second = run_script(SMALL_HOUSE, tmp_path / "postgres")
    _, said = second.communicate(timeout=10)
    assert second.returncode == 1
    assert f"is already in use by a running Allhours (process {house.pid})" in said
    assert lives(database)


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} .* PORT=\d+ make run"):
            refuse_taken_ports("127.0.0.1", [port], "PORT")


def test_a_web_server_that_is_gone_is_not_waited_for() -> None:
    gone = subprocess.Popen[bytes](["true"])
    gone.wait()
    supervisor = Supervisor()
    supervisor.keep(Child("web server", gone))
    with pytest.raises(CannotStart, match="web server has ended by itself"):
        supervisor.wait_until_ready(("127.0.0.1", 1), "/health/ready")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", tuple[str, int]]]:
    (tmp_path / "app.py").write_text(ANSWERING_APP)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = run_script(
        "import os, sys; sys.path.insert(0, os.getcwd()); from launch.serve import main; main()",
        cwd=tmp_path,
        ALLHOURS_MODE="test",
        WORKERS="2",
        PORT=str(port),
        DATABASE_URL="",
        REDIS_URL="redis://localhost",  # never asked
    )
    try:
        eventually(lambda: "200" in answer_of(("127.0.0.1", port), "/"))
        yield process, ("127.0.0.1", port)
    finally:
        process.kill()
        process.communicate()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_killing_the_web_server_s_main_process_frees_the_port(
    web: tuple["subprocess.Popen[str]", tuple[str, int]],
) -> None:
    process, address = web
    workers = children_of(process.pid)
    assert workers
    process.kill()
    eventually(lambda: not any(map(lives, workers)), seconds=8)
    refuse_taken_ports(address[0], [address[1]], "PORT")


def test_the_web_server_stops_within_seconds(
    web: tuple["subprocess.Popen[str]", tuple[str, int]],
) -> None:
    process, _ = web
    workers = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(8) == 0
    assert not any(map(lives, workers))
