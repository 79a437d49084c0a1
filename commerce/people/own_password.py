"""A member of staff sets or changes their own password."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.limits import Limit, count
from commerce.people import sessions
from commerce.people.models import PersonKind, Staff
from commerce.people.parsing import parsed
from commerce.people.passwords import checked_and_hashed, is_password
from commerce.people.queries import StaffView
from commerce.secrecy import blind_index


def _encodable(typed: str) -> str:
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in typed):
        raise ValueError("control_characters")
    return typed


Typed = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_encodable)]


class OwnPassword(BaseModel):
    """`old` may be empty for who came by a link and has none yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    old: Typed = ""
    password: Typed

    @classmethod
    def parse(cls, given: object) -> Self:
        """Raises InvalidInput."""
        return parsed(cls, given)


async def has_password(session: Session, staff: StaffView) -> bool:
    """Whether this person can log in without a link."""
    found = await session.exec(select(Staff.password_hash).where(Staff.id == staff.id))
    return found.one_or_none() is not None


async def set_own_password(
    session: Session, staff: StaffView, command: OwnPassword, *, session_token: str
) -> None:
    """Keep a new password; every other browser of this person is signed out.

    Raises InvalidInput at 'old' or 'password', TooMany.
    """
    found = await session.exec(select(Staff).where(Staff.id == staff.id).with_for_update())
    person = found.one_or_none()
    if person is None:
        raise NotFound("staff")
    if person.password_hash is not None:
        await count(Limit.LOGIN_ACCOUNT, blind_index("login", f"own:{person.id}").hex())
        if not await is_password(person.password_hash, command.old):
            raise InvalidInput.of("old", "wrong_login")
    person.password_hash = await checked_and_hashed(command.password, person.email, person.name)
    person.version += 1
    person.updated_at = clock.now()
    await sessions.end_all_sessions(session, PersonKind.STAFF, person.id, but=session_token)
