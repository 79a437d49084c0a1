"""Writing a message: once an event and channel; a job sends it after the commit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from commerce import clock
from commerce.db.session import Session
from commerce.ids import new_id
from commerce.messages.models import Message, MessageState
from commerce.messages.sending import send_message
from commerce.queue import defer
from commerce.secrecy import seal


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be. `about` names its event; `secret`: it holds a code or a reset link."""

    about: str
    channel: str
    kind: str
    recipient: str
    subject: str
    body: str
    order_id: UUID | None = None
    secret: bool = False


async def write(session: Session, new: NewMessage) -> bool:
    """Keep a message and enqueue its sending; whether it is the first about its event."""
    message_id = new_id()
    statement = (
        insert(Message)
        .values(
            id=message_id,
            shop_id=session.shop_id,
            about=new.about,
            channel=new.channel,
            kind=new.kind,
            secret=new.secret,
            recipient_sealed=seal(new.recipient),
            subject=new.subject,
            body_sealed=seal(new.body),
            order_id=new.order_id,
            state=MessageState.QUEUED,
            attempts=0,
            failure="",
            provider_ref="",
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(constraint="messages_once")
        .returning(col(Message.id))
    )
    if (await session.run(statement)).scalar_one_or_none() is None:
        return False
    await defer(session, send_message, shop=str(session.shop_id), message=str(message_id))
    session.tell(f"messages:{session.shop_id}")
    return True
