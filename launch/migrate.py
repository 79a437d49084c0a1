"""Check that the database can be used at all, then bring it to the newest version."""

import sys
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config

from commerce.settings import settings

OLDEST = 15
HOUSE = Path(__file__).resolve().parent.parent


def main() -> str | int:
    url = settings().database_url.replace("+psycopg", "", 1)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as cause:
        return f"DATABASE_URL: the database cannot be reached: {cause}"
    if version < OLDEST:
        return f"DATABASE_URL: PostgreSQL {version} is too old; Allhours needs {OLDEST} or newer"
    command.upgrade(Config(HOUSE / "alembic.ini"), "head")
    return 0


if __name__ == "__main__":
    sys.exit(main())
