"""`python3 -m launch.bootstrap`: from nothing but Python to a virtual environment that starts us.

Only the standard library, and only syntax that older Pythons can read: when python3 is too old,
this file must still get to the point where it looks for a newer one.

    python3 -m launch.bootstrap                        the house (make run)
    python3 -m launch.bootstrap --dev -m pytest ...    with the developers' tools too
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OLDEST = (3, 11)
HOUSE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HOUSE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "allhours.json")
LOCKS = {
    "run": os.path.join(HOUSE, "requirements.lock"),
    "dev": os.path.join(HOUSE, "requirements-dev.lock"),
}
BEAT_SECONDS = 10  # the longest silence where no line can move
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


class CannotPrepare(Exception):
    """No virtual environment can be made; the message says what is missing."""


def main(arguments: list[str]) -> None:
    kind = "dev" if arguments[:1] == ["--dev"] else "run"
    command = arguments[1:] if kind == "dev" else arguments
    if sys.version_info < OLDEST:
        newer = newer_python()
        os.execv(newer, [newer, "-m", "launch.bootstrap"] + arguments)
    try:
        prepare(kind)
    except CannotPrepare as reason:
        sys.exit("Allhours: %s" % reason)
    except KeyboardInterrupt:
        sys.exit("\nstopped")
    if command != ["--only"]:
        os.execv(PYTHON, [PYTHON] + (command or ["-m", "launch"]))


def newer_python() -> str:
    """The newest Python on PATH or under pyenv that is new enough."""
    names = ["python3.%d" % minor for minor in range(20, OLDEST[1] - 1, -1)]
    found = [shutil.which(name) for name in names]
    found += sorted(
        glob.glob(os.path.expanduser("~/.pyenv/versions/3.*/bin/python3")), reverse=True
    )
    for place in found:
        if place and is_new_enough(place):
            return place
    sys.exit(
        "Allhours needs Python %d.%d or newer; this is %s (%s) and no newer one was found.\n"
        "Install one (https://www.python.org/downloads/, or your system's package python3.12) "
        "and run: make run PYTHON=/path/to/python3.12"
        % (*OLDEST, sys.version.split()[0], sys.executable)
    )


def is_new_enough(python: str) -> bool:
    """Whether it runs (a pyenv shim may not) and is of a fitting version."""
    try:
        said = subprocess.run([python, "-c", ASK_VERSION], stdout=subprocess.PIPE, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    numbers = said.stdout.decode().strip().split(".")
    return said.returncode == 0 and tuple(int(number) for number in numbers) >= OLDEST


def prepare(kind: str) -> None:
    """Make the virtual environment as the lock says, unless it stands there already."""
    if is_prepared(kind):
        return
    if not os.access(HOUSE, os.W_OK):
        raise CannotPrepare("%s cannot be written to by this user" % HOUSE)
    build = os.path.join(HOUSE, ".build")
    os.makedirs(build, exist_ok=True)
    with open(os.path.join(build, "bootstrap.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second finds it done
        if not is_prepared(kind):
            os.umask(0o022)  # root's database runs as another user, who must read the programs
            make_environment()
            install(kind)
            write_stamp(kind)


def is_prepared(kind: str) -> bool:
    known = read_stamp()
    return known.get("place") == VENV and known.get(kind) == fingerprint(kind) and works(PYTHON)


def works(python: str) -> bool:
    return os.path.exists(python) and is_new_enough(python)


def fingerprint(kind: str) -> str:
    with open(LOCKS[kind], "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def read_stamp() -> dict:
    try:
        with open(STAMP) as stamp:
            return json.load(stamp)
    except (OSError, ValueError):
        return {}


def write_stamp(kind: str) -> None:
    """The developers' lock holds everything of the ordinary one."""
    known = {"place": VENV, kind: fingerprint(kind)}
    if kind == "dev":
        known["run"] = fingerprint("run")
    with open(STAMP, "w") as stamp:
        json.dump(known, stamp)


def make_environment() -> None:
    """A virtual environment that can install; kept when it is one of ours and works."""
    with suppress(OSError):
        os.unlink(STAMP)
    if works(PYTHON) and runs([PYTHON, "-m", "pip", "--version"]):
        return
    say("Making the virtual environment (%s)" % sys.version.split()[0])
    shutil.rmtree(VENV, ignore_errors=True)
    if has_module("ensurepip") and has_module("venv"):
        run([sys.executable, "-m", "venv", VENV], "The virtual environment")
    elif has_module("venv") and runs([sys.executable, "-m", "pip", "--version"]):
        # Debian's python3 without python3-venv, but with pip: lend the new environment a pip.
        run([sys.executable, "-m", "venv", "--without-pip", VENV], "The virtual environment")
        run([sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "pip"], "pip")
    elif has_module("virtualenv"):
        run([sys.executable, "-m", "virtualenv", "-q", VENV], "The virtual environment")
    elif shutil.which("uv"):
        run(["uv", "venv", "-q", "--seed", "--python", sys.executable, VENV], "uv")
    else:
        raise CannotPrepare(
            "This Python (%s) can make no virtual environment: it has no ensurepip and no pip.\n"
            "On Debian or Ubuntu: apt-get install python3-venv   "
            "Elsewhere: install pip or uv, and try again." % sys.executable
        )


def has_module(name: str) -> bool:
    return runs([sys.executable, "-c", "import " + name])


def runs(command: list[str]) -> bool:
    return (
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        == 0
    )


def run(command: list[str], what: str) -> None:
    with Progress(what).kept_alive():
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise CannotPrepare("%s cannot be made:\n%s" % (what, done.stdout.decode(errors="replace")))


def install(kind: str) -> None:
    """The pinned packages, each checked against its hash; pip's own settings stay in force."""
    with open(LOCKS[kind]) as lock:
        total = sum("==" in line and not line.startswith(" ") for line in lock)
    say("Installing %d pinned packages (once; one or two minutes)" % total)
    command = [PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", LOCKS[kind]]
    installer = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=HOUSE, text=True
    )
    try:
        last = follow(installer, total)
    finally:
        if installer.poll() is None:
            installer.terminate()
    if installer.wait():
        raise CannotPrepare("the packages cannot be installed. pip said:\n%s" % "\n".join(last))


def follow(installer: subprocess.Popen, total: int) -> list[str]:
    """Show pip's many lines as one that moves; return the last of them."""
    last, count = [], 0
    progress = Progress("asking for the packages")
    assert installer.stdout is not None
    with progress.kept_alive():
        for line in installer.stdout:
            last = last[-19:] + [line.rstrip()]
            count += line.startswith(("Collecting ", "Requirement already "))
            if line.startswith("Installing collected"):
                progress.turn_to("unpacking all of them")
            elif line.startswith("Collecting "):
                name = line.split()[1].partition("==")[0]
                progress.tell("%3d of %d: %s" % (min(count, total), total, name))
    return last


class Progress:
    """What is being done: a line that moves at a terminal, else a line every ten seconds."""

    def __init__(self, what: str) -> None:
        self.alive = sys.stdout.isatty()
        self.what = what
        self.began = self.shown = time.monotonic()

    def turn_to(self, what: str) -> None:
        """Something else begins, which is said at once."""
        self.what = what
        self.began = time.monotonic()
        self._show("  %s ..." % what)

    def tell(self, what: str) -> None:
        """How far it is, said only as often as somebody can read it."""
        self.what = what
        if time.monotonic() - self.shown > (0.1 if self.alive else BEAT_SECONDS):
            self._show("  " + what)

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Meanwhile silence is broken: it still goes on, so many seconds already."""
        done = threading.Event()
        beating = threading.Thread(target=self._beat, args=(done,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            done.set()
            beating.join()
            if self.alive:
                print("\r\033[K", end="", flush=True)

    def _beat(self, done: threading.Event) -> None:
        while not done.wait(min(1, BEAT_SECONDS / 4)):
            if time.monotonic() - self.shown >= BEAT_SECONDS - 1:
                self._show("  %s ... %d s" % (self.what, time.monotonic() - self.began))

    def _show(self, text: str) -> None:
        self.shown = time.monotonic()
        print(
            "\r%s\033[K" % text if self.alive else text, end="" if self.alive else "\n", flush=True
        )


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
