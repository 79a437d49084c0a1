"""Two copies of one shop on a server of their own: with few orders and with many, filled once.

They may stay in a folder, with what is to be known of them beside it, and be measured later.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from bench.ground import Ground
from bench.verdict import judge
from launch.house import HOUSE
from launch.postgres import running_postgres

SMALL = 10_000
NOTE = "filled.json"
WHOLE = "whole"


@dataclass
class Grown:
    """What was filled: the key that seals in it, some customers of each database as JSON."""

    secret: str
    orders: int
    known: dict[str, str] = field(default_factory=dict[str, str])
    figures: dict[str, str] = field(default_factory=dict[str, str])
    complaints: list[str] = field(default_factory=list[str])

    @classmethod
    def kept_in(cls, folder: Path) -> Self | None:
        """What was kept there; None where nothing was, or only begun."""
        note = folder / NOTE
        return cls(**json.loads(note.read_text())) if note.exists() else None

    def keep(self, folder: Path) -> None:
        """For those who measure later."""
        note = folder / NOTE
        note.touch(0o600)
        note.write_text(json.dumps(asdict(self)))


def fill(folder: Path, orders: int) -> Grown:
    """Fill both databases, and have their books audited. What holds while it lasts is fast alone."""
    grown = Grown(secrets.token_hex(32), orders)
    with server(folder, grown, durable=False):
        pass  # it makes the cluster
    own_settings = folder / "database" / "pg18" / "postgresql.auto.conf"
    own_settings.write_text("wal_level = minimal\nmax_wal_senders = 0\n")
    with server(folder, grown, durable=False) as ground:
        ground.fill()
        for name, size in {"small": SMALL, "large": orders}.items():
            ground.create(name)
            _fill(ground, name, size, grown)
    own_settings.write_text("")
    os.sync()
    return grown


def _fill(ground: Ground, name: str, orders: int, grown: Grown) -> None:
    began = time.monotonic()
    grown.known[name] = said_by(ground, name, "proof.past", str(orders), shown=True)
    written = time.monotonic()
    verdict = judge(ground.environment(name), None)
    took, audited = written - began, time.monotonic() - written
    grown.figures[f"{orders:,} orders written in"] = f"{took:.0f} s"
    grown.figures[f"the books of {orders:,} orders"] = f"{verdict}, audited in {audited:.0f} s"
    if verdict != WHOLE:
        grown.complaints.append(f"the books of {orders:,} orders: {verdict}")


@contextmanager
def server(folder: Path, grown: Grown, *, durable: bool) -> Iterator[Ground]:
    """The server of that folder for the length of a block."""
    with running_postgres(folder / "database", durable=durable) as url:
        ground = Ground(url)
        ground.secret = grown.secret
        yield ground


def said_by(
    ground: Ground, database: str, *command: str, given: str = "", shown: bool = False
) -> str:
    """What a module of ours says that works on one of the databases."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=HOUSE,
        env=ground.environment(database),
        input=f"{given}\n",
        stdout=subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or '')[-2000:]}")
    return done.stdout
