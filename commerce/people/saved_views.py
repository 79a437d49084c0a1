"""Views that staff saved: a list's filters under a name, each for oneself."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput
from commerce.people.contacts import plain
from commerce.people.models import SavedView
from commerce.secrecy import seal, unseal

MOST = 12
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ViewOfList:
    """A saved view; `query` is what stands in the list's URL."""

    id: UUID
    name: str
    query: str


async def views_of(session: Session, staff_id: UUID) -> tuple[ViewOfList, ...]:
    """A person's views in this shop, in the order of saving."""
    found = select(SavedView).where(SavedView.staff_id == staff_id).order_by(col(SavedView.id))
    return tuple(_view(row) for row in await session.exec(found))


async def save_view(session: Session, staff_id: UUID, name: str, query: str) -> ViewOfList:
    """Keep a view. Raises InvalidInput at 'name', Conflict where one is called so already."""
    called = _checked(name)
    counted = select(func.count()).where(col(SavedView.staff_id) == staff_id)
    if (await session.exec(counted)).one() >= MOST:
        raise InvalidInput.of("name", "too_many_views", most=MOST)
    row = SavedView(staff_id=staff_id, name=called, query_sealed=seal(query))
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError:
        raise Conflict("saved_view") from None
    return _view(row)


async def remove_view(session: Session, staff_id: UUID, view_id: UUID) -> None:
    """Delete one's own view; none is there already, or it is another's: nothing happens."""
    own = (col(SavedView.id) == view_id, col(SavedView.staff_id) == staff_id)
    await session.exec(delete(SavedView).where(*own))


def _checked(name: str) -> str:
    try:
        called = plain(name)
    except ValueError:
        raise InvalidInput.of("name", "control_characters") from None
    if not called:
        raise InvalidInput.of("name", "missing")
    if len(called) > LONGEST_NAME:
        raise InvalidInput.of("name", "string_too_long", max_length=LONGEST_NAME)
    return called


def _view(row: SavedView) -> ViewOfList:
    return ViewOfList(row.id, row.name, unseal(row.query_sealed))
