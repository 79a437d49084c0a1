"""Rows that several people edit: locked as they stand now, and why a write of them collided."""

from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from commerce.db.session import Session
from commerce.errors import NotFound


class _Kept(Protocol):
    id: UUID


Row = TypeVar("Row", bound=_Kept)


async def locked_row(session: Session, table: type[Row], row_id: UUID, what: str) -> Row:
    """The row as it stands now, nobody else's until the end. Raises NotFound(what)."""
    statement = (
        select(table)
        .where(table.id == row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await session.exec(statement)).one_or_none()
    if row is None:
        raise NotFound(what)
    return row


def broken_constraint(collision: IntegrityError) -> str:
    """The constraint that a write broke, by its name in the database."""
    return str(getattr(getattr(collision.orig, "diag", None), "constraint_name", ""))
