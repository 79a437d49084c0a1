"""The shop as the product starts it: two web workers, their Redis, the jobs in their own process."""

import os
import shutil
import socket
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import till
from bench.ground import HOST
from commerce.settings import read
from launch import children
from launch.errors import CannotStart
from launch.frontend import ensure_built, serving_environment
from launch.house import HOUSE
from launch.jobs import APART, start_jobs
from launch.redis import OwnRedis
from launch.supervisor import Supervisor
from launch.web import start_web

WORKERS = 2
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Shop:
    """Where it answers, and the till's key, with which callbacks are signed."""

    port: int
    till_key: Ed25519PrivateKey

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"


@contextmanager
def open_shop(environment: Mapping[str, str], folder: Path) -> Generator[Shop]:
    """The whole shop on that database for the length of a block, with its limits on.

    One proxy is trusted, so that each buyer is counted by an address of his own.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise CannotStart("Two web workers need redis-server, which is not on this machine.")
    port, till_port = _free_port(), _free_port()
    redis, key = OwnRedis(program), Ed25519PrivateKey.generate()
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = (
        dict(environment)
        | till.settings(till_port, key)
        | {
            "ALLHOURS_MODE": "demo",
            "ALLHOURS_DATA_DIR": os.fspath(folder),
            "ALLHOURS_RATE_LIMITS": "on",
            "ALLHOURS_TRUSTED_PROXIES": "1",
            "REDIS_URL": redis.url,
            "WORKERS": str(WORKERS),
            "PORT": str(port),
        }
    )
    ensure_built(wanted)
    supervisor = Supervisor()
    with ExitStack() as closing:
        log = closing.enter_context((folder / "shop.log").open("ab"))
        closing.callback(supervisor.stop)
        supervisor.keep(redis.start(folder))
        command = [sys.executable, "-m", "bench.till", str(till_port)]
        supervisor.keep(children.start("till", command, environment=wanted, cwd=HOUSE))
        start_web(read(wanted), wanted | serving_environment(redis=True) | APART, supervisor, log)
        start_jobs(wanted, supervisor, log)
        _wait_for_jobs(wanted["DATABASE_URL"].replace("+psycopg", "", 1))
        yield Shop(port, key)


def _wait_for_jobs(url: str) -> None:
    """Until the job worker works: what its start costs is no part of any order."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(START_SECONDS * 10):
            if connection.execute("SELECT FROM procrastinate_workers").fetchone() is not None:
                return
            time.sleep(0.1)
    raise CannotStart(f"The job worker does not work after {START_SECONDS} s.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
