"""The pages' JavaScript: built when their sources changed, and freed of the port it was built for.

All of Reflex's internal names that the house relies on stand in this file.
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from launch.errors import CannotStart
from launch.house import BUILD, HOUSE
from launch.terminal import run_step

WEB = HOUSE / ".web"
CLIENT = WEB / "build" / "client"
STAMP = BUILD / "frontend.sha256"
BUILT_FOR = "http://localhost:3000"
ADDRESS = re.compile(
    r"""(?P<quote>["'`])(?P<scheme>http|ws)://localhost:3000(?P<path>/[^"'`]*)(?P=quote)"""
)
SOURCES = ("app.py", "rxconfig.py", "admin", "assets", "commerce", "storefront", "ui")
LOCKS = ("requirements.lock", "launch/frontend.py")
SKIPPED = frozenset({"__pycache__", "external"})  # assets/external is made by the build

QUIET = {"REFLEX_TELEMETRY_ENABLED": "false", "REFLEX_CHECK_LATEST_VERSION": "0"}
BUILDING = {"REFLEX_USE_SYSTEM_BUN": "1", "REFLEX_API_URL": BUILT_FOR, "PORT": "3000"}
THIS_START = frozenset({"REDIS_URL", "WORKERS"})
SERVING = {
    "MALLOC_ARENA_MAX": "2",  # glibc's arenas, one a thread otherwise, only grow
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


def serving_environment(*, redis: bool) -> dict[str, str]:
    """What the web server needs in its environment to serve the built pages without compiling.

    States are no store: they live in memory, or in Redis for several workers, never on disk.
    """
    states = {"REFLEX_OPLOCK_ENABLED": "1"} if redis else {"REFLEX_STATE_MANAGER_MODE": "memory"}
    return QUIET | SERVING | states | _reflex_folder()


def own_identity(app: Any) -> None:
    """Give a forked worker's app a store of states of its own: each signs its locks in Redis.

    Reflex itself renews the identity of its sockets when a worker starts.
    """
    app._state_manager = app._state_manager.create()


def ensure_built(environment: Mapping[str, str]) -> bool:
    """Build the pages unless those that stand there are of the same sources; True if it built."""
    BUILD.mkdir(exist_ok=True)
    with _alone():
        wanted = fingerprint(environment)
        if CLIENT.is_dir() and STAMP.exists() and STAMP.read_text() == wanted:
            return False
        STAMP.unlink(missing_ok=True)
        run_step(
            "Building the pages",
            [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
            folder=HOUSE,
            environment=_building_environment(environment),
            log_file=BUILD / "frontend.log",
        )
        free_the_port(CLIENT)
        STAMP.write_text(wanted)
        return True


def fingerprint(environment: Mapping[str, str]) -> str:
    """A hash over all that the build reads: sources, pinned packages, settings that it bakes in."""
    digest = hashlib.sha256(version("reflex").encode())
    for name in ("ALLHOURS_MODE", "ALLHOURS_PUBLIC_URL"):
        digest.update(f"\0{name}={environment.get(name, '')}".encode())
    for file in _sources():
        digest.update(f"\0{file.relative_to(HOUSE)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in (*SOURCES, *LOCKS):
        place = HOUSE / name
        if place.is_file():
            yield place
        for folder, folders, files in os.walk(place):
            folders[:] = sorted(set(folders) - SKIPPED)
            yield from (Path(folder) / file for file in sorted(files) if not file.endswith("~"))


def free_the_port(client: Path) -> None:
    """Let the browser ask the address that it came from, whatever host, port or proxy that is."""
    replaced = 0
    for script in (client / "assets").glob("reflex-env-*.js"):
        freed, count = ADDRESS.subn(_own_address, script.read_text())
        replaced += count
        script.write_text(freed)
        packed = script.with_name(script.name + ".gz")
        if packed.exists():
            packed.write_bytes(gzip.compress(freed.encode(), mtime=0))
    if not replaced:
        raise CannotStart("The built pages hold no address to free: has Reflex changed its build?")


def _own_address(found: re.Match[str]) -> str:
    origin = "location.origin" + (".replace(/^http/,'ws')" if found["scheme"] == "ws" else "")
    return f"`${{{origin}}}{found['path']}`"


def _building_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Bun from the wheel; nothing of this start's own (database, port, Redis) is baked in."""
    ours = {name: text for name, text in environment.items() if name not in THIS_START}
    ours |= QUIET | BUILDING | _reflex_folder()
    ours["PATH"] = os.pathsep.join((os.fspath(Path(sys.executable).parent), ours.get("PATH", "")))
    if registry := ours.get("NPM_CONFIG_REGISTRY") or ours.get("npm_config_registry") or _of_npm():
        ours["NPM_CONFIG_REGISTRY"] = registry
    if not os.access(Path.home(), os.W_OK):
        ours["BUN_INSTALL_CACHE_DIR"] = os.fspath(BUILD / "bun")
    return ours


def _reflex_folder() -> dict[str, str]:
    return {"REFLEX_DIR": os.fspath(BUILD / "reflex")}


def _of_npm() -> str | None:
    """The registry that this machine's npm is set up for, if there is an npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    with suppress(OSError, subprocess.TimeoutExpired):
        asked = subprocess.run(  # noqa: S603 - npm as found on PATH
            [npm, "config", "get", "registry"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        answer = asked.stdout.strip()
        return answer if answer.startswith("http") else None
    return None


@contextmanager
def _alone() -> Iterator[None]:
    """One build at a time in this checkout; whoever comes second finds it done."""
    with (BUILD / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    ensure_built(dict(os.environ))
