"""The job that hands messages to their channels, tries again, and keeps what became of each."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import procrastinate
import structlog
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.ids import split_ids
from commerce.messages.channels import ChannelDown, MessageRefused
from commerce.messages.models import Message, MessageState
from commerce.messages.outlets import outlets
from commerce.queue import queue
from commerce.secrecy import unseal

MOST_ATTEMPTS = 8
AT_ONCE = 16  # so many may be sent again when the process dies before it has noted them
SECRETS_USEFUL = timedelta(minutes=10)  # a code that comes later than that only confuses
RETRY = procrastinate.RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)
log = structlog.get_logger()

_NOTE = """
UPDATE messages SET attempts = attempts + 1, failure = became.failure,
    provider_ref = became.reference, state = became.state,
    sent_at = CASE became.state WHEN 'sent' THEN %(now)b::timestamptz END
  FROM unnest(%(ids)b::uuid[], %(states)b::text[], %(references)b::text[], %(failures)b::text[])
    AS became(id, state, reference, failure)
 WHERE messages.id = became.id AND messages.shop_id = %(shop)b AND messages.state = 'queued'"""


@dataclass(frozen=True, slots=True)
class _Became:
    """What became of a message; `silence` when its channel may answer at another try."""

    id: UUID
    state: MessageState
    reference: str
    failure: str
    silence: ChannelDown | None = None


@queue.task(name="messages.send", retry=RETRY)
async def send_messages(shop: str, messages: str | list[str]) -> None:
    """Send those that are still waiting. Raises ChannelDown, so that the queue tries again.

    `messages`: their ids with a space between.
    """
    ids, troubles = split_ids(messages), list[BaseException]()
    for start in range(0, len(ids), AT_ONCE):
        troubles += await _send_some(UUID(shop), ids[start : start + AT_ONCE])
    if troubles:
        raise troubles[0]


async def _send_some(shop_id: UUID, ids: list[UUID]) -> list[BaseException]:
    """Hand these over at the same time; returns what makes another try worth while."""
    waiting = await _waiting(shop_id, ids)
    if not waiting:
        return []
    told = await asyncio.gather(*map(_hand_over, waiting), return_exceptions=True)
    became = [one for one in told if isinstance(one, _Became)]
    await _note(shop_id, became)
    unforeseen = [one for one in told if isinstance(one, BaseException)]
    return unforeseen + [one.silence for one in became if one.silence is not None]


async def _waiting(shop_id: UUID, ids: list[UUID]) -> Sequence[Message]:
    async with transaction(shop_id) as session:
        found = await session.exec(
            select(Message)
            .where(col(Message.id).in_(ids), Message.state == MessageState.QUEUED)
            .order_by(col(Message.id))
        )
        return found.all()


async def _hand_over(message: Message) -> _Became:
    try:
        reference = await _send(message)
    except MessageRefused as refused:
        return _Became(message.id, MessageState.FAILED, "", refused.cause)
    except ChannelDown as silence:
        if message.attempts + 1 < MOST_ATTEMPTS:
            return _Became(message.id, MessageState.QUEUED, "", ChannelDown.code, silence)
        return _Became(message.id, MessageState.FAILED, "", ChannelDown.code)
    return _Became(message.id, MessageState.SENT, reference, "")


async def _send(message: Message) -> str:
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


async def _note(shop_id: UUID, became: Sequence[_Became]) -> None:
    async with transaction(shop_id) as session:
        connection = await session.driver()
        noted = {
            "shop": shop_id,
            "now": clock.now(),
            "ids": [one.id for one in became],
            "states": [one.state.value for one in became],
            "references": [one.reference for one in became],
            "failures": [one.failure for one in became],
        }
        await connection.execute(_NOTE, noted)
        session.tell(f"messages:{shop_id}")
    failed = [one for one in became if one.state is MessageState.FAILED]
    for cause, count in Counter(one.failure for one in failed).items():
        first = next(one.id for one in failed if one.failure == cause)
        log.warning("messages.failed", cause=cause, messages=count, first=str(first))
