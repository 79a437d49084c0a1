"""Messages as the back office sees them; secrets stay masked but for the owner of a demo."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.messages.models import Message
from commerce.secrecy import unseal
from commerce.settings import settings

HIDDEN = "••••••"
PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as it was sent. `masked`: its text and subject are not shown to this reader."""

    id: UUID
    about: str
    channel: str
    kind: str
    recipient: str
    subject: str
    body: str
    secret: bool
    masked: bool
    state: str
    attempts: int
    failure: str
    order_id: UUID | None
    created_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, row: Message, *, secrets_shown: bool) -> "MessageView":
        """The view of a row for somebody who may or may not see secrets."""
        masked = row.secret and not secrets_shown
        return cls(
            id=row.id,
            about="" if masked else row.about,
            channel=row.channel,
            kind=row.kind,
            recipient=unseal(row.recipient_sealed),
            subject=HIDDEN if masked else row.subject,
            body=HIDDEN if masked else unseal(row.body_sealed),
            secret=row.secret,
            masked=masked,
            state=row.state,
            attempts=row.attempts,
            failure=row.failure,
            order_id=row.order_id,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some messages, the newest first, and where the next page begins."""

    items: tuple[MessageView, ...]
    next_before: UUID | None


async def newest_messages(
    session: Session,
    *,
    owner: bool,
    channel: str | None = None,
    state: str | None = None,
    order_id: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """A page of messages. `owner`: the reader has the right to secrets; still only in a demo."""
    found = select(Message).order_by(col(Message.id).desc()).limit(limit + 1)
    if channel:
        found = found.where(Message.channel == channel)
    if state:
        found = found.where(Message.state == state)
    if order_id:
        found = found.where(Message.order_id == order_id)
    if before:
        found = found.where(Message.id < before)
    rows = (await session.exec(found)).all()
    shown = _secrets_shown(owner)
    items = tuple(MessageView.of(row, secrets_shown=shown) for row in rows[:limit])
    return MessagePage(items, items[-1].id if len(rows) > limit else None)


async def message(session: Session, message_id: UUID, *, owner: bool) -> MessageView:
    """One message. Raises NotFound."""
    row = (await session.exec(select(Message).where(Message.id == message_id))).one_or_none()
    if row is None:
        raise NotFound("message")
    return MessageView.of(row, secrets_shown=_secrets_shown(owner))


def _secrets_shown(owner: bool) -> bool:
    return owner and settings().mode == "demo"
