"""`make test`: see to the browser, Redis and fonts, run all tests, say loudly what was skipped."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch.house import HOUSE
from launch.terminal import say, warn


@dataclass(frozen=True)
class Need:
    """A program or font of the system that some tests cannot do without.

    Without a `package` it is used where it is and never installed: a server would start serving.
    """

    what: str
    package: str | None
    is_there: Callable[[], bool]
    for_tests_of: str


def _browser() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _chinese_fonts() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    said = subprocess.run([listing, ":lang=zh"], capture_output=True, check=False)  # noqa: S603
    return bool(said.stdout.strip())


NEEDS = (
    Need(
        "a browser (chromium)", "chromium", lambda: _browser() is not None, "the browser journeys"
    ),
    Need("Redis", "redis-server", lambda: shutil.which("redis-server") is not None, "Redis"),
    Need("Caddy", None, lambda: shutil.which("caddy") is not None, "deploy/Caddyfile"),
    Need("nginx", None, lambda: shutil.which("nginx") is not None, "deploy/nginx.conf"),
    Need("Chinese fonts", "fonts-noto-cjk", _chinese_fonts, "how Chinese pages look"),
)
# Two processes, each with a house and a browser of its own; the tests of a file stay together.
TWO_HOUSES = ("-n", "2", "--dist", "loadfile")


def main(more: Sequence[str]) -> int:
    os.chdir(HOUSE)
    missing = provide(NEEDS)
    statuses = [run_pytest("units, laws, races", ["-n", "2", "tests", "--ignore=tests/e2e", *more])]
    if Path("tests/e2e").is_dir() and _browser():
        statuses.append(run_pytest("browser journeys", [*TWO_HOUSES, "tests/e2e", *more]))
    for need in missing:
        warn(f"SKIPPED: the tests of {need.for_tests_of}, for want of {need.what}")
    worst = max(statuses)
    say("\nAll tests passed." if worst == 0 else "\nSome tests failed.")
    return worst


def provide(needs: Sequence[Need]) -> list[Need]:
    """Install what is missing from the system's packages, if we may; return what still is."""
    missing = [need for need in needs if not need.is_there()]
    apt = shutil.which("apt-get")
    packages = [need.package for need in missing if need.package]
    if packages and apt and os.geteuid() == 0:
        say(f"Installing {', '.join(packages)} from the system's packages")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends"]):
            names = packages if arguments[0] == "install" else []
            command = [apt, *arguments, *names]
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    return [need for need in missing if not need.is_there()]


def run_pytest(what: str, arguments: Sequence[str]) -> int:
    """Run one group; a group without any test yet is no failure."""
    say(f"\n== {what}")
    command = [sys.executable, "-m", "pytest", *arguments]
    status = subprocess.run(command, check=False).returncode  # noqa: S603
    return 0 if status == 5 else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
