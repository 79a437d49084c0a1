"""Write messages: kept with the change that they tell of, sent by a job after its commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import NotFound
from commerce.ids import joined_ids, new_id
from commerce.messages.models import Message, MessageState
from commerce.messages.sending import send_messages
from commerce.queue import defer
from commerce.secrecy import seal

TOPIC = "messages:{shop_id}"
_WRITE = """
INSERT INTO messages (shop_id, id, about, channel, kind, secret, recipient_sealed, subject,
    body_sealed, order_id, state, attempts, failure, provider_ref, created_at)
SELECT %(shop)b, id, about, channel, kind, secret, recipient, subject, body, order_id,
    'queued', 0, '', '', %(now)b
  FROM unnest(%(id)b::uuid[], %(about)b::text[], %(channel)b::text[], %(kind)b::text[],
      %(secret)b::bool[], %(recipient)b::bytea[], %(subject)b::text[], %(body)b::bytea[],
      %(order)b::uuid[])
    AS new(id, about, channel, kind, secret, recipient, subject, body, order_id)
ON CONFLICT ON CONSTRAINT messages_once DO NOTHING RETURNING id"""


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
    # In one order everywhere: two that write the same ones wait for each other, never in a circle.
    ordered = sorted(messages, key=lambda message: (message.about, message.channel))
    connection = await session.driver()
    written = await connection.execute(_WRITE, _values(session.shop_id, ordered))
    ids = [row[0] for row in await written.fetchall()]
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
    await defer(session, send_messages, shop=str(session.shop_id), messages=joined_ids(ids))
    session.tell(TOPIC.format(shop_id=session.shop_id))


def _values(shop_id: UUID, messages: Sequence[NewMessage]) -> dict[str, Any]:
    """Each column as one array: a batch costs one round trip."""
    return {
        "shop": shop_id,
        "now": clock.now(),
        "id": [new_id() for _ in messages],
        "about": [message.about for message in messages],
        "channel": [message.channel for message in messages],
        "kind": [message.kind for message in messages],
        "secret": [message.secret for message in messages],
        "recipient": [seal(message.recipient) for message in messages],
        "subject": [message.subject for message in messages],
        "body": [seal(message.body) for message in messages],
        "order": [message.order_id for message in messages],
    }
