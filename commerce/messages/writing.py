"""Write messages: kept with the change that they tell of, sent by a job after its commit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.ids import new_id
from commerce.messages.models import Message, MessageState
from commerce.messages.sending import send_messages
from commerce.queue import defer
from commerce.secrecy import seal

TOPIC = "messages:{shop_id}"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One message to one person. `about` and `channel` together name it: a repeat is none.

    `secret`: it holds a code or a link that lets somebody in.
    """

    about: str
    channel: str
    kind: str
    recipient: str
    subject: str
    body: str
    order_id: UUID | None = None
    secret: bool = False


async def write(session: Session, *messages: NewMessage) -> list[UUID]:
    """Write those that are not there yet and have one job send them; returns their ids."""
    if not messages:
        return []
    written = (
        insert(Message)
        .values([_row(session.shop_id, message) for message in messages])
        .on_conflict_do_nothing(constraint="messages_once")
        .returning(col(Message.id))
    )
    ids = [row[0] for row in (await session.exec(written)).all()]
    if ids:
        await _enqueue(session, ids)
    return ids


async def send_again(session: Session, message_id: UUID) -> None:
    """Try a failed message once more. Raises NotFound when there is no such failed one."""
    found = select(Message).where(Message.id == message_id).with_for_update()
    message = (await session.exec(found)).one_or_none()
    if message is None or message.state != MessageState.FAILED or message.secret:
        raise NotFound("message")
    message.state = MessageState.QUEUED
    message.attempts = 0
    await session.flush()
    await _enqueue(session, [message_id])


async def _enqueue(session: Session, ids: list[UUID]) -> None:
    await defer(
        session, send_messages, shop=str(session.shop_id), messages=[str(one) for one in ids]
    )
    session.tell(TOPIC.format(shop_id=session.shop_id))


def _row(shop_id: UUID, new: NewMessage) -> dict[str, object]:
    message = Message(
        id=new_id(),
        shop_id=shop_id,
        about=new.about,
        channel=new.channel,
        kind=new.kind,
        secret=new.secret,
        recipient_sealed=seal(new.recipient),
        subject=new.subject,
        body_sealed=seal(new.body),
        order_id=new.order_id,
    )
    return message.model_dump()
