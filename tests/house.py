"""The whole house as a newcomer starts it: for browser journeys and for the stranger test."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300


@dataclass
class House:
    """A running house: its address, its data folder and what it has printed."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return "".join(self.said)

    def environment(self) -> dict[str, str]:
        """What a command of the operator's needs to reach this house's database."""
        lines = (self.data / "running.env").read_text().splitlines()
        return os.environ | dict(line.split("=", 1) for line in lines)

    def command(self, *arguments: str) -> str:
        """Run `python -m commerce` against this house, as another process."""
        return self._run(sys.executable, "-m", "commerce", *arguments)

    def python(self, program: str) -> str:
        """Run a program in a process of its own, with this house's settings; what it printed."""
        return self._run(sys.executable, "-c", program)

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_house(data: Path, **settings: str) -> House:
    """Start the house and wait until it has printed that Ctrl-C stops it."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PORT": str(port), "ALLHOURS_DATA_DIR": str(data)}
    env |= {"ALLHOURS_RATE_LIMITS": "off", "ALLHOURS_MODE": "demo"} | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "launch"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    house = House(f"http://localhost:{port}", data, process)
    threading.Thread(target=_listen, args=(house,), daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops everything" not in house.text:
        assert process.poll() is None, f"the house did not start:\n{house.text}"
        assert time.monotonic() < deadline, f"the house takes too long:\n{house.text}"
        time.sleep(0.1)
    return house


def stop_house(house: House) -> None:
    if house.process.poll() is None:
        house.process.send_signal(signal.SIGINT)
        house.process.wait(30)
    if house.process.stdout:
        house.process.stdout.close()


def _listen(house: House) -> None:
    assert house.process.stdout
    with contextlib.suppress(ValueError):  # closed by stop_house, while others still hold its end
        for line in house.process.stdout:
            house.said.append(line)
