"""What the start asks of the operator's command line (`python -m commerce`), and tells the person."""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from commerce.settings import Settings
from launch import children
from launch.house import BUILD, HOUSE
from launch.supervisor import Supervisor
from launch.terminal import run_step, say, warn


def stock_demo(environment: Mapping[str, str], note: Path | None) -> None:
    """Fill the demo shop. The embedded database keeps a note that it was done once."""
    if note is not None and note.exists():
        return
    _ask("Stocking the demo shop", "seed", environment)
    if note is not None:
        note.touch()


def look_at_shop(environment: Mapping[str, str]) -> str:
    """See that a real shop holds nothing of a demo; returns what its owner should read."""
    return _ask("Looking at the shop", "opening", environment).strip()


def _ask(what: str, command: str, environment: Mapping[str, str]) -> str:
    return run_step(
        what,
        [sys.executable, "-m", "commerce", command],
        folder=HOUSE,
        environment=environment,
        log_file=BUILD / f"{command}.log",
    )


class LogIns:
    """The demo's log-ins, looked up while the web server starts."""

    def __init__(self, environment: Mapping[str, str], supervisor: Supervisor) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        arguments = [sys.executable, "-m", "commerce", "logins"]
        self._child = children.start(
            "log-ins", arguments, environment=environment, output=self._output, cwd=HOUSE
        )
        supervisor.keep_until_done(self._child)

    def read(self) -> str:
        self._child.process.wait()
        self._output.seek(0)
        with self._output as output:
            said = output.read().decode(errors="replace").rstrip()
        if self._child.process.returncode:
            warn(f"python -m commerce logins: {said[-600:]}")
            return ""
        return said


def first_words(told: Settings, said: str) -> None:
    """Where everything is, and how to get in."""
    say()
    say(f"  Storefront   {told.public_url}/          中文 {told.public_url}/zh/")
    say(f"  Back office  {told.public_url}/admin/")
    say(f"  API          {told.public_url}/api/docs")
    if said:
        say(f"\n{said}")
    say("\n  Ctrl-C stops everything.")
