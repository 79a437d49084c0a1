"""Who works in a shop: each with role, expiry and whether they ever came in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.people.models import Membership, Role, Staff


@dataclass(frozen=True, slots=True)
class MemberView:
    """One person's place in the session's shop. `invited`: has no password yet."""

    id: UUID
    staff_id: UUID
    name: str
    email: str
    role: str
    expires_at: datetime | None
    expired: bool
    disabled: bool
    invited: bool
    since: datetime
    version: int

    @classmethod
    def of(cls, person: Staff, place: Membership) -> "MemberView":
        """The view of both rows."""
        expires_at = place.expires_at
        return cls(
            id=place.id,
            staff_id=person.id,
            name=person.name,
            email=person.email,
            role=place.role,
            expires_at=expires_at,
            expired=expires_at is not None and expires_at <= clock.now(),
            disabled=place.disabled_at is not None or person.disabled_at is not None,
            invited=person.password_hash is None,
            since=place.created_at,
            version=place.version,
        )


async def members(session: Session) -> tuple[MemberView, ...]:
    """All who work or worked here: owners first, then by name."""
    rank = list(Role)
    views = await _views(session)
    return tuple(sorted(views, key=lambda m: (rank.index(Role(m.role)), m.name.lower())))


async def member(session: Session, membership_id: UUID) -> MemberView:
    """One of them. Raises NotFound."""
    found = await _views(session, col(Membership.id) == membership_id)
    if not found:
        raise NotFound("member")
    return found[0]


async def _views(session: Session, *only: ColumnElement[bool]) -> list[MemberView]:
    pairs = await session.exec(
        select(Staff, Membership)
        .join(Membership, col(Membership.staff_id) == Staff.id)
        .where(col(Membership.shop_id) == session.shop_id, *only)
    )
    return [MemberView.of(person, place) for person, place in pairs]
