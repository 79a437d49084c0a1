"""The product as it was started, and its processes by name."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.house import House, start_house, stop_house

WORKERS = "2"
PARTS = {
    "web server": "launch.serve",
    "job worker": "commerce\0worker",
    "Redis": "redis-server",
    "database": "bin/postgres\0-D",
    "sandbox": "sandbox\0serve",
}


@dataclass(frozen=True)
class Stall:
    """What the buyers buy: SKUs in ample stock, and how they are sent."""

    skus: tuple[str, ...]
    delivery_method: str


@dataclass
class Product:
    """One running house, the stall in it, and all orders that it ever acknowledged to us."""

    house: House
    stall: Stall = field(default_factory=lambda: Stall((), ""))

    @property
    def port(self) -> int:
        return urlsplit(self.house.url).port or 80

    @property
    def acknowledgements(self) -> Path:
        return self.house.data / "acknowledged.jsonl"

    @property
    def database_url(self) -> str:
        """As libpq reads it."""
        return self.house.environment()["DATABASE_URL"].replace("+psycopg", "", 1)

    def pid_of(self, part: str) -> int | None:
        """The process of that part, which the supervisor started; None while there is none."""
        for pid in children_of(self.house.process.pid):
            if PARTS[part] in _command(pid):
                return pid
        return None

    def web_workers(self) -> list[int]:
        main = self.pid_of("web server")
        return children_of(main) if main else []

    def processes(self) -> list[int]:
        """All of it: the supervisor and whatever descends from it."""
        found = [self.house.process.pid]
        for pid in found:
            found += children_of(pid)
        return found


@contextmanager
def started(**settings: str) -> Iterator[Product]:
    """The product, freshly stocked, in a data folder of its own; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="allhours-proof-"))
    folder.chmod(0o711)  # the database may be another user's, who must pass through
    house = start_house(folder / "data", **{"WORKERS": WORKERS} | settings)
    try:
        yield Product(house)
    finally:
        stop_house(house)
        shutil.rmtree(folder, ignore_errors=True)


def children_of(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def lives(pid: int) -> bool:
    """Whether it is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _command(pid: int) -> str:
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return ""
