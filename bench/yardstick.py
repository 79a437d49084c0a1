"""The yardstick: pgbench writes the same rows, one transaction an order, at its best width."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.errors import CannotStart
from launch.postgres import binaries

CLIENTS = (1, 2, 4, 8, 16, 32, 64)
DONE = re.compile(r"number of transactions actually processed: (\d+)")
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
LATENCY = re.compile(r"latency average = ([\d.]+) ms")


@dataclass(frozen=True, slots=True)
class Width:
    """What pgbench did with that many clients."""

    clients: int
    orders: int
    rate: float
    latency_ms: float


def pgbench() -> Path:
    """The one beside the embedded server, else it is not the same release."""
    found = binaries() / "pgbench"
    if not found.exists():
        raise CannotStart(f"There is no pgbench beside the embedded PostgreSQL ({found.parent}).")
    return found


def sweep(url: str, script: Path, skus: int, seconds: int) -> list[Width]:
    """Each width for a moment, on one database; the caller takes the best."""
    return [_at(clients, url, script, skus, seconds) for clients in CLIENTS]


def best(widths: list[Width]) -> Width:
    """The quickest."""
    return max(widths, key=lambda width: width.rate)


def _at(clients: int, url: str, script: Path, skus: int, seconds: int) -> Width:
    command = [os.fspath(pgbench()), "-n", "-M", "prepared", "-f", os.fspath(script)]
    command += ["-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
    command += ["-D", f"skus={skus}", url]
    done = subprocess.run(  # noqa: S603 - our own binary
        command, env=_environment(), capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        raise SystemExit(f"pgbench failed with {clients} clients:\n{done.stderr[-2000:]}")
    return read_report(clients, done.stdout)


def read_report(clients: int, report: str) -> Width:
    """Pgbench's own words as numbers."""
    done, rate, latency = (pattern.search(report) for pattern in (DONE, RATE, LATENCY))
    if not (done and rate and latency):
        raise SystemExit(f"pgbench reported something else than expected:\n{report}")
    return Width(clients, int(done[1]), float(rate[1]), float(latency[1]))


def _environment() -> Mapping[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith("PG")}
