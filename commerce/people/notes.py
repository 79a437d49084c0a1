"""What staff write down about a customer, for each other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.errors import InvalidInput, NotAllowed, NotFound
from commerce.people.contacts import plain_lines
from commerce.people.models import CustomerNote
from commerce.people.queries import StaffView, customer
from commerce.people.rights import Right
from commerce.secrecy import seal, unseal

LONGEST = 2_000
SHOWN = 100


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, who wrote it and when."""

    id: UUID
    text: str
    staff_id: UUID
    staff_name: str
    at: datetime


async def notes_of(session: Session, customer_id: UUID) -> tuple[NoteView, ...]:
    """The notes on a customer, the newest first."""
    found = (
        select(CustomerNote)
        .where(CustomerNote.customer_id == customer_id)
        .order_by(col(CustomerNote.id).desc())
        .limit(SHOWN)
    )
    return tuple(_view(row) for row in await session.exec(found))


async def write_note(session: Session, staff: StaffView, customer_id: UUID, text: str) -> NoteView:
    """Write a note on a customer. Raises NotFound, InvalidInput at 'text'."""
    if await customer(session, customer_id) is None:
        raise NotFound("customer")
    row = CustomerNote(
        customer_id=customer_id,
        staff_id=staff.id,
        staff_name=staff.name,
        text_sealed=seal(_checked(text)),
    )
    session.add(row)
    await session.flush()
    return _view(row)


async def remove_note(session: Session, staff: StaffView, note_id: UUID) -> None:
    """Take one's own note away. Raises NotFound, NotAllowed for another's."""
    found = select(CustomerNote).where(CustomerNote.id == note_id)
    row = (await session.exec(found.with_for_update())).one_or_none()
    if row is None:
        raise NotFound("note")
    if row.staff_id != staff.id:
        raise NotAllowed(Right.CUSTOMERS_VIEW)
    await session.delete(row)
    await session.flush()


def _checked(text: str) -> str:
    """Lines may be broken; no other control sign may stand in it."""
    try:
        told = plain_lines(text)
    except ValueError:
        raise InvalidInput.of("text", "control_characters") from None
    if not told:
        raise InvalidInput.of("text", "missing")
    if len(told) > LONGEST:
        raise InvalidInput.of("text", "string_too_long", max_length=LONGEST)
    return told


def _view(row: CustomerNote) -> NoteView:
    return NoteView(row.id, unseal(row.text_sealed), row.staff_id, row.staff_name, row.at)
