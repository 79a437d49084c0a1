"""Runs migrations against ALLHOURS' database; leaves partitions and the queue's tables alone."""

import re
from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import Connection
from sqlmodel import AutoString

from commerce.settings import settings
from commerce.tables import metadata

_PARTITION = re.compile(r"(orders|order_lines|order_events)_(default|y\d{4}m\d{2})")
_MIGRATION_LOCK = 5_251_846_011  # one migration at a time on a database, however many servers start


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether autogenerate looks at it."""
    if kind == "table" and name is not None:
        return not (name.startswith("procrastinate_") or _PARTITION.fullmatch(name))
    return True


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """SQLModel's own string type is a plain one to the database."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def migrate(connection: Connection) -> None:
    """Run what the command line asks for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = create_engine(settings().database_url, poolclass=pool.NullPool)
    with engine.connect() as opened:
        migrate(opened)
        opened.commit()
