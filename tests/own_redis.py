"""A Redis of a test's own."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def own_redis(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Its address and its process; skips the test where redis-server is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    socket = folder / "redis.sock"
    arguments = [program, "--port", "0", "--unixsocket", str(socket), "--save", ""]
    server = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"redis+unix://{socket}", server
    finally:
        server.terminate()
        server.wait(10)
