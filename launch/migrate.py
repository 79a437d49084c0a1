"""Check that the database can be used at all, then bring it to the newest version.

Alembic itself is only imported when there is something to do: it costs a slow machine seconds.
"""

import ast
import sys
from pathlib import Path

import psycopg
from psycopg.errors import UndefinedTable

from commerce.settings import settings
from launch.house import HOUSE

OLDEST = 15


def main() -> str | int:
    url = settings().database_url.replace("+psycopg", "", 1)
    if not url:
        return "DATABASE_URL is not set, and no house is running here"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            release = connection.info.server_version // 10_000
            current = _version_of(connection)
    except psycopg.OperationalError as cause:
        return f"DATABASE_URL: the database cannot be reached: {cause}"
    if release < OLDEST:
        return f"DATABASE_URL: PostgreSQL {release} is too old; Allhours needs {OLDEST} or newer"
    if current != newest_versions(HOUSE / "alembic" / "versions"):
        from alembic import command
        from alembic.config import Config

        command.upgrade(Config(HOUSE / "alembic.ini"), "head")
    return 0


def newest_versions(folder: Path) -> set[str]:
    """The revisions that no other one follows, read from the files without running them."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for file in folder.glob("*.py"):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(value))):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                    pass
                case _:
                    continue
            if name == "revision":
                revisions.add(value)
            elif name == "down_revision":
                followed.add(value)
    return revisions - followed


def _version_of(connection: "psycopg.Connection[tuple[str]]") -> set[str]:
    try:
        return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    except UndefinedTable:
        return set()


if __name__ == "__main__":
    sys.exit(main())
