"""What the person at the terminal sees while the house starts."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from launch import children
from launch.errors import CannotStart

BEAT_SECONDS = 10  # the longest silence where no line can move


def say(text: str = "") -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    mark = "\033[33mwarning:\033[0m" if sys.stderr.isatty() else "warning:"
    print(f"{mark} {text}", file=sys.stderr, flush=True)


class Step:
    """One line that counts the seconds while something is done."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._began = time.monotonic()
        self._shown = 0
        if sys.stdout.isatty():
            print(f"\r  {what} ...", end="", flush=True)
        else:
            say(f"  {what} ...")

    def tick(self) -> None:
        """Show that it still goes on: each second at a terminal, else now and then."""
        seconds = int(time.monotonic() - self._began)
        alive = sys.stdout.isatty()
        if seconds - self._shown < (1 if alive else BEAT_SECONDS):
            return
        self._shown = seconds
        if alive:
            print(f"\r  {self.what} ... {seconds} s", end="", flush=True)
        else:
            say(f"  {self.what} ... {seconds} s")

    def done(self) -> None:
        seconds = time.monotonic() - self._began
        if sys.stdout.isatty():
            say(f"\r  {self.what}: {seconds:.1f} s\033[K")
        else:
            say(f"  {self.what}: {seconds:.1f} s")


def run_step(
    what: str,
    arguments: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log_file: Path,
) -> str:
    """Run a command to its end and return what it wrote; what it wrote is shown if it fails."""
    step = Step(what)
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as log:
        child = children.start(what, arguments, environment=environment, output=log, cwd=folder)
    child.whole_group = True
    try:
        while not child.ended:
            step.tick()
            try:
                child.process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    finally:
        child.stop()
    written = log_file.read_text(errors="replace")
    if child.process.returncode:
        tail = os.linesep.join(written.splitlines()[-25:])
        say()
        raise CannotStart(f"{what}: failed.\n{tail}\n(all of it: {log_file})")
    step.done()
    return written
