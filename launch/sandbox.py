"""The providers' sandbox twins beside a demo shop: payments, SMS and mail that stay here."""

import os
import socket
import subprocess
import sys

from commerce.settings import Settings
from launch import children
from launch.errors import CannotStart
from launch.house import HOUSE
from launch.supervisor import Supervisor

OFFSET = 80  # 3000 -> 3080 and 3081


def start_sandbox(told: Settings, supervisor: Supervisor) -> dict[str, str]:
    """Start them on two free ports near the shop's; returns the keys that the shop needs."""
    port = _free_pair(told.port + OFFSET)
    module = [sys.executable, "-m", "sandbox"]
    where = ["--state-dir", os.fspath(told.data_dir / "sandbox"), "--port", str(port)]
    asked = subprocess.run(  # noqa: S603 - our own module
        [*module, "keys", *where], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise CannotStart(f"The sandbox has no keys: {asked.stderr.strip()}")

    def start() -> children.Child:
        with (told.data_dir / "sandbox.log").open("ab") as log:
            arguments = [*module, "serve", *where]
            return children.start("sandbox", arguments, output=log, cwd=HOUSE)

    supervisor.keep(start(), again=start)
    pairs = (line.partition("=") for line in asked.stdout.splitlines())
    return {name: value for name, _, value in pairs}


def _free_pair(wanted: int) -> int:
    for port in range(wanted, wanted + 60, 2):
        if _is_free(port) and _is_free(port + 1):
            return port
    raise CannotStart(f"No two free ports for the sandbox between {wanted} and {wanted + 60}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
