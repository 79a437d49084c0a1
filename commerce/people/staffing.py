"""Staff of a shop: invite, change, let in again, shut out; the last owner stays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from sqlalchemy import text
from sqlmodel import col, delete, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, NotFound, StaleEdit
from commerce.ids import new_token, token_hash
from commerce.people.contacts import Plain, email_form
from commerce.people.models import (
    LoginTicket,
    Membership,
    PersonKind,
    PersonSession,
    Role,
    Staff,
)
from commerce.people.parsing import parsed

LINK_LASTS = timedelta(days=3)


def _blank_is_none(given: object) -> object:
    return None if given == "" else given


LastDay = Annotated[date | None, BeforeValidator(_blank_is_none)]
Email = Annotated[str, StringConstraints(min_length=1, max_length=254), Plain]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Plain]


class Invite(BaseModel):
    """Somebody new. `last_day`: the last one of work, in the shop's zone; none for good."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    email: Email
    role: Role
    last_day: LastDay = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)


class ChangeMember(BaseModel):
    """Another role or last day. `version`: of the row that the form was filled from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    last_day: LastDay = None
    version: int

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput, one Problem a field."""
        return parsed(cls, given)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new member. `token`: for the one-time link; none for who has a log-in elsewhere here."""

    membership_id: UUID
    token: str | None


async def invite(session: Session, command: Invite, zone: str) -> Invitation:
    """Let somebody in. Raises Conflict at 'email' for who is here already, InvalidInput."""
    address = _email(command.email)
    person = (await session.exec(select(Staff).where(Staff.email == address))).one_or_none()
    known = person is not None
    if person is None:
        person = Staff(email=address, name=command.name)
        session.add(person)
        await session.flush()
    elif await _place_of(session, person.id) is not None:
        raise Conflict("member")
    place = Membership(
        staff_id=person.id, role=command.role, expires_at=_end_of(command.last_day, zone)
    )
    session.add(place)
    await session.flush()
    # Who works elsewhere has a password of their own: a link from us would let us set it.
    return Invitation(place.id, None if known else await _link(session, person.id))


async def new_link(session: Session, membership_id: UUID, *, by: UUID) -> str:
    """A fresh one-time link for a member who cannot get in; the old password ends with it.

    Raises NotFound, InvalidInput 'yourself', 'member_disabled', or 'works_elsewhere' for who
    belongs to other shops too.
    """
    person, place = await _locked(session, membership_id)
    if person.id == by:
        raise InvalidInput.of("", "yourself")
    if place.disabled_at is not None:
        raise InvalidInput.of("", "member_disabled")
    if await _works_elsewhere(session, person.id):
        raise InvalidInput.of("", "works_elsewhere")
    person.password_hash = None
    person.version += 1
    await _shut_out(session, person.id)
    return await _link(session, person.id)


async def change_member(
    session: Session, membership_id: UUID, command: ChangeMember, zone: str
) -> None:
    """Another role or last day. Raises NotFound, StaleEdit, InvalidInput 'last_owner'."""
    await _lock_owners(session)
    _person, place = await _locked(session, membership_id)
    if place.version != command.version:
        raise StaleEdit({"role": place.role, "last_day": _day(place, zone)}, place.version)
    lasts = command.role == Role.OWNER and command.last_day is None
    if not lasts:
        await _need_another_owner(session, place, "role")
    place.role = command.role
    if command.last_day != _day(place, zone):
        place.expires_at = _end_of(command.last_day, zone)
    _edited(place)


async def set_disabled(session: Session, membership_id: UUID, *, disabled: bool, by: UUID) -> None:
    """Shut a member out of this shop, or let them in again; other shops are not touched.

    Raises NotFound, InvalidInput 'last_owner' or 'yourself'.
    """
    await _lock_owners(session)
    person, place = await _locked(session, membership_id)
    if disabled and person.id == by:
        raise InvalidInput.of("", "yourself")
    if disabled:
        await _need_another_owner(session, place, "")
        await _shut_out(session, person.id)
    place.disabled_at = clock.now() if disabled else None
    _edited(place)


def _edited(place: Membership) -> None:
    place.version += 1
    place.updated_at = clock.now()


async def _lock_owners(session: Session) -> None:
    """Two owners who would remove each other at once wait for one another here."""
    await session.exec(
        select(Membership.id)
        .where(Membership.role == Role.OWNER)
        .order_by(col(Membership.id))
        .with_for_update()
    )


async def _need_another_owner(session: Session, place: Membership, field: str) -> None:
    """Raises InvalidInput unless an owner who lasts remains without `place`."""
    if place.role != Role.OWNER:
        return
    others = await session.exec(
        select(Membership.id)
        .join(Staff, col(Staff.id) == Membership.staff_id)
        .where(
            Membership.role == Role.OWNER,
            Membership.id != place.id,
            col(Membership.disabled_at).is_(None),
            col(Membership.expires_at).is_(None),
            col(Staff.disabled_at).is_(None),
            col(Staff.password_hash).is_not(None),
        )
        .limit(1)
    )
    if others.one_or_none() is None:
        raise InvalidInput.of(field, "last_owner")


async def _locked(session: Session, membership_id: UUID) -> tuple[Staff, Membership]:
    found = await session.exec(
        select(Membership)
        .where(Membership.id == membership_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    place = found.one_or_none()
    if place is None:
        raise NotFound("member")
    return await session.get_one(Staff, place.staff_id), place


async def _place_of(session: Session, staff_id: UUID) -> UUID | None:
    found = await session.exec(select(Membership.id).where(Membership.staff_id == staff_id))
    return found.one_or_none()


async def _works_elsewhere(session: Session, staff_id: UUID) -> bool:
    """Whether any other shop has this person; plain SQL, since we see our own rows alone."""
    asked = text(
        "SELECT EXISTS (SELECT 1 FROM memberships WHERE staff_id = :staff AND shop_id <> :shop)"
    )
    found = await session.run(asked, {"staff": staff_id, "shop": session.shop_id})
    return bool(found.scalar_one())


async def _link(session: Session, staff_id: UUID) -> str:
    token = new_token()
    session.add(
        LoginTicket(
            ticket_hash=token_hash(token),
            kind=PersonKind.STAFF,
            person_id=staff_id,
            shop_id=session.shop_id,
            expires_at=clock.now() + LINK_LASTS,
        )
    )
    await session.flush()
    return token


async def _shut_out(session: Session, staff_id: UUID) -> None:
    """End this shop's sessions and open links of a person."""
    await session.exec(
        delete(PersonSession).where(
            col(PersonSession.kind) == PersonKind.STAFF,
            col(PersonSession.person_id) == staff_id,
            col(PersonSession.shop_id) == session.shop_id,
        )
    )
    await session.exec(
        delete(LoginTicket).where(
            col(LoginTicket.kind) == PersonKind.STAFF,
            col(LoginTicket.person_id) == staff_id,
            col(LoginTicket.shop_id) == session.shop_id,
        )
    )


def _end_of(day: date | None, zone: str) -> datetime | None:
    """The moment when that day is over in the shop. Raises InvalidInput 'in_the_past'."""
    if day is None:
        return None
    end = datetime.combine(day + timedelta(days=1), time(), clock.zone(zone))
    if end <= clock.now():
        raise InvalidInput.of("last_day", "in_the_past")
    return end


def last_day(expires_at: datetime | None, zone: str) -> date | None:
    """The last whole day before that moment in the shop."""
    if expires_at is None:
        return None
    return (expires_at.astimezone(clock.zone(zone)) - timedelta(microseconds=1)).date()


def _day(place: Membership, zone: str) -> date | None:
    return last_day(place.expires_at, zone)


def _email(typed: str) -> str:
    try:
        return email_form(typed)
    except ValueError:
        raise InvalidInput.of("email", "email") from None
