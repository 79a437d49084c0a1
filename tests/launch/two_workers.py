"""Two web workers over one Redis and the tests' database, without pages; and who answered whom."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from launch.frontend import serving_environment
from launch.redis import OwnRedis
from launch.supervisor import answer_of
from tests.e2e.strangers.socket import ReflexSocket
from tests.house import free_port
from tests.launch.processes import HOUSE, eventually

TRIES = 60  # the kernel chooses the worker of each connection


@dataclass
class Workers:
    """The running processes, at 127.0.0.1."""

    port: int
    main: "subprocess.Popen[bytes]"
    redis: OwnRedis
    opened: list[ReflexSocket | httpx.Client] = field(
        default_factory=list[ReflexSocket | httpx.Client]
    )

    def pids(self) -> list[int]:
        return sorted(child.pid for child in psutil.Process(self.main.pid).children())

    def listening(self) -> set[int]:
        """The workers that take connections already."""
        return {pid for pid in self.pids() if self._listens(pid)}

    def worker_of(self, local_port: int) -> int | None:
        """Which worker holds the other end of our connection from that port."""
        for pid in self.pids():
            for held in psutil.Process(pid).net_connections("tcp"):
                if held.raddr and held.raddr.port == local_port:
                    return pid
        return None

    def socket_at(self, worker: int, host: str) -> ReflexSocket:
        """A page's live socket that this worker serves."""
        for _ in range(TRIES):
            plain = socket.create_connection(("127.0.0.1", self.port))
            if self._worker_soon(plain.getsockname()[1]) == worker:
                live = ReflexSocket(f"http://{host}:{self.port}", sock=plain)
                self.opened.append(live)
                return live
            plain.close()
        raise AssertionError(f"no connection reached worker {worker}")

    def client_at(self, worker: int, host: str) -> httpx.Client:
        """A client whose one connection this worker serves."""
        for _ in range(TRIES):
            client = httpx.Client(
                base_url=f"http://127.0.0.1:{self.port}",
                headers={"host": f"{host}:{self.port}"},
                limits=httpx.Limits(max_connections=1),
            )
            self.opened.append(client)
            with client.stream("GET", "/health/live") as answer:
                local = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
                answer.read()
            if self._worker_soon(local) == worker:
                return client
        raise AssertionError(f"no connection reached worker {worker}")

    def _listens(self, pid: int) -> bool:
        try:
            held = psutil.Process(pid).net_connections("tcp")
        except psutil.NoSuchProcess:  # killed a moment ago
            return False
        return any(connection.status == psutil.CONN_LISTEN for connection in held)

    def _worker_soon(self, local_port: int) -> int | None:
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            if (found := self.worker_of(local_port)) is not None:
                return found
            time.sleep(0.01)
        return None


@contextmanager
def two_workers(database_url: str, folder: Path) -> Generator[Workers]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    redis = OwnRedis(program)
    store = redis.start(folder)
    port = free_port()
    told = {
        "ALLHOURS_MODE": "test",
        "ALLHOURS_SECRET_KEY": "a key for tests",
        "ALLHOURS_DATA_DIR": os.fspath(folder),
        "ALLHOURS_JOBS": "apart",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis.url,
        "WORKERS": "2",
        "PORT": str(port),
    }
    serving = serving_environment(redis=True) | {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
    main = subprocess.Popen(
        [sys.executable, "-m", "launch.serve"], cwd=HOUSE, env=os.environ | serving | told
    )
    workers = Workers(port, main, redis)
    try:
        eventually(lambda: "200" in answer_of(("127.0.0.1", port), "/health/ready"), seconds=60)
        eventually(lambda: len(workers.listening()) == 2, seconds=60)
        yield workers
    finally:
        for connection in workers.opened:
            connection.close()
        main.send_signal(signal.SIGTERM)
        main.wait(15)
        store.stop()
