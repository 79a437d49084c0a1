"""A Redis of the demo's own, for several web workers where the person named none.

It holds no truth, writes nothing to disk, and hears this machine alone, with a password of this
start: page states are pickled, so whoever may write them could run code as us.
"""

import os
import secrets
import shutil
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from launch import children
from launch.errors import CannotStart
from launch.house import private_file

START_SECONDS = 10
RULES = """bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
"""


class OwnRedis:
    """One server on a free port; its address is known before it starts."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._password = secrets.token_urlsafe(24)
        self._folder = Path()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def start(self, data_folder: Path) -> children.Child:
        self._folder = data_folder / "redis"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        rules = RULES.format(port=self._port, password=self._password, folder=self._folder)
        private_file(self._folder / "redis.conf", rules)
        return self.again()

    def again(self) -> children.Child:
        """Start it (anew, and empty, after it has died) and wait until it answers."""
        log_file = self._folder / "redis.log"
        with log_file.open("wb") as log:
            arguments = [self._program, self._folder / "redis.conf"]
            child = children.start("Redis", arguments, output=log, cwd=self._folder)
        deadline = time.monotonic() + START_SECONDS
        while not child.ended and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return child
        child.stop()
        tail = log_file.read_text(errors="replace")[-600:]
        raise CannotStart(f"Redis does not start; its log is {log_file}:\n{tail}")


def wanted_redis(told: Mapping[str, str]) -> OwnRedis | None:
    """One of our own for a demo of several workers; None where the settings name one or need none.

    Without redis-server on this machine too: then reading the settings says what is missing.
    """
    workers = told.get("WORKERS") or "1"
    several = workers.isdecimal() and int(workers) > 1
    if not several or told.get("REDIS_URL") or (told.get("ALLHOURS_MODE") or "demo") != "demo":
        return None
    program = shutil.which("redis-server", path=told.get("PATH", os.defpath))
    return OwnRedis(program) if program else None
