"""The job that hands messages to their channels, tries again, and keeps what became of each."""

from datetime import timedelta
from uuid import UUID

import procrastinate
import structlog
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.messages.channels import ChannelDown, MessageRefused
from commerce.messages.models import Message, MessageState
from commerce.messages.outlets import outlets
from commerce.queue import queue
from commerce.secrecy import unseal

MOST_ATTEMPTS = 8
SECRETS_USEFUL = timedelta(minutes=10)  # a code that comes later than that only confuses
RETRY = procrastinate.RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)
log = structlog.get_logger()


@queue.task(name="messages.send", retry=RETRY)
async def send_messages(shop: str, messages: list[str]) -> None:
    """Send those that are still waiting. Raises ChannelDown, so that the queue tries again."""
    down: ChannelDown | None = None
    for message_id in messages:
        try:
            await _send(UUID(shop), UUID(message_id))
        except ChannelDown as silence:
            down = silence
    if down is not None:
        raise down


async def _send(shop_id: UUID, message_id: UUID) -> None:
    message = await _waiting(shop_id, message_id)
    if message is None:
        return
    failure, reference = "", ""
    try:
        reference = await _hand_over(message)
    except MessageRefused as refused:
        failure = refused.cause
    except ChannelDown:
        if await _note_attempt(shop_id, message_id):
            raise
        failure = "channel_down"
    await _settle(shop_id, message_id, reference, failure)


async def _hand_over(message: Message) -> str:
    if message.secret and clock.now() - message.created_at > SECRETS_USEFUL:
        raise MessageRefused("too_late")
    channel = outlets().get(message.channel)
    if channel is None:
        raise MessageRefused("no_channel")
    return await channel.send(
        unseal(message.recipient_sealed),
        message.subject,
        unseal(message.body_sealed),
        message_id=str(message.id),
    )


async def _waiting(shop_id: UUID, message_id: UUID) -> Message | None:
    async with transaction(shop_id) as session:
        found = select(Message).where(
            Message.id == message_id, Message.state == MessageState.QUEUED
        )
        return (await session.exec(found)).one_or_none()


async def _note_attempt(shop_id: UUID, message_id: UUID) -> bool:
    """Count a try that got no answer; whether there are tries left."""
    async with transaction(shop_id) as session:
        message = await session.get_one(Message, message_id)
        message.attempts += 1
        message.failure = ChannelDown.code
        return message.attempts < MOST_ATTEMPTS


async def _settle(shop_id: UUID, message_id: UUID, reference: str, failure: str) -> None:
    async with transaction(shop_id) as session:
        message = await session.get_one(Message, message_id)
        message.attempts += 1
        message.failure = failure
        message.provider_ref = reference
        message.state = MessageState.FAILED if failure else MessageState.SENT
        message.sent_at = None if failure else clock.now()
        session.tell(f"messages:{shop_id}")
    if failure:
        log.warning("messages.failed", message=str(message_id), cause=failure)
