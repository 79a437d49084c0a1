"""Signed-in browsers: a ticket becomes a session once; a session is found by its cookie's hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import NotSignedIn
from commerce.ids import new_token, token_hash
from commerce.people.models import LoginTicket, PersonKind, PersonSession

TICKET_LIFE = timedelta(minutes=1)
SESSION_LIFE = timedelta(hours=12)
REMEMBERED_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session; `token` is the cookie's value and is kept nowhere here."""

    token: str
    kind: PersonKind
    person_id: UUID
    remembered: bool
    expires_at: datetime


async def issue_ticket(
    session: Session, kind: PersonKind, person_id: UUID, *, remember: bool = False
) -> str:
    """A ticket for one session of `person_id` in this shop, good for one minute."""
    ticket = new_token()
    session.add(
        LoginTicket(
            ticket_hash=token_hash(ticket),
            kind=kind,
            person_id=person_id,
            shop_id=session.shop_id,
            remember=remember,
            expires_at=clock.now() + TICKET_LIFE,
        )
    )
    await session.flush()
    return ticket


async def open_session(session: Session, ticket: str) -> OpenedSession:
    """Trade a ticket for a session. Raises NotSignedIn when used, expired, or another shop's."""
    spent = (
        delete(LoginTicket)
        .where(
            col(LoginTicket.ticket_hash) == token_hash(ticket),
            col(LoginTicket.shop_id) == session.shop_id,
            col(LoginTicket.expires_at) > clock.now(),
        )
        .returning(col(LoginTicket.kind), col(LoginTicket.person_id), col(LoginTicket.remember))
    )
    row = (await session.exec(spent)).one_or_none()
    if row is None:
        raise NotSignedIn
    kind, person_id, remember = row
    return await start_session(session, PersonKind(kind), person_id, remember=remember)


async def start_session(
    session: Session, kind: PersonKind, person_id: UUID, *, remember: bool = False
) -> OpenedSession:
    """A session for somebody who has just proved who they are."""
    token = new_token()
    expires_at = clock.now() + (REMEMBERED_LIFE if remember else SESSION_LIFE)
    session.add(
        PersonSession(
            token_hash=token_hash(token),
            kind=kind,
            person_id=person_id,
            shop_id=session.shop_id,
            remembered=remember,
            expires_at=expires_at,
        )
    )
    await session.flush()
    return OpenedSession(token, kind, person_id, remember, expires_at)


async def person_behind(session: Session, kind: PersonKind, token: str | None) -> UUID | None:
    """Whose session the cookie `token` is in this shop; none when unknown or expired."""
    if not token:
        return None
    found = select(PersonSession.person_id).where(*session_behind(session.shop_id, kind, token))
    return (await session.exec(found)).one_or_none()


def session_behind(shop_id: UUID, kind: PersonKind, token: str) -> tuple[ColumnElement[bool], ...]:
    """What the row of the cookie `token` fulfils while it is good in that shop."""
    return (
        col(PersonSession.token_hash) == token_hash(token),
        col(PersonSession.kind) == kind,
        col(PersonSession.shop_id) == shop_id,
        col(PersonSession.expires_at) > clock.now(),
    )


async def end_session(session: Session, kind: PersonKind, token: str) -> None:
    """Sign this browser out."""
    await session.exec(
        delete(PersonSession).where(
            col(PersonSession.token_hash) == token_hash(token),
            col(PersonSession.kind) == kind,
            col(PersonSession.shop_id) == session.shop_id,
        )
    )


async def end_all_sessions(
    session: Session, kind: PersonKind, person_id: UUID, *, but: str | None = None
) -> None:
    """Sign a person out everywhere, `but` on the browser with that cookie."""
    ended = delete(PersonSession).where(
        col(PersonSession.kind) == kind, col(PersonSession.person_id) == person_id
    )
    if but is not None:
        ended = ended.where(col(PersonSession.token_hash) != token_hash(but))
    await session.exec(ended)
