"""Sending a message that was written: by a job, again when the carrier was down."""

from functools import cache
from uuid import UUID

import procrastinate
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.messages.channels import Channel, ChannelDown, MessageRefused
from commerce.messages.channels.mail import MailAccount, MailChannel
from commerce.messages.channels.sms import SmsAccount, SmsChannel
from commerce.messages.models import Message, MessageState
from commerce.queue import queue
from commerce.secrecy import unseal
from commerce.settings import settings

MOST_ATTEMPTS = 8
RETRY = procrastinate.RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)
SENDER = "shop@allhours.example"


@cache
def channels() -> dict[str, Channel]:
    """The channels that this installation has keys for, by name."""
    told = settings()
    found: dict[str, Channel] = {}
    if told.sms_url:
        receipts = f"{told.public_url}/api/v1/messages/sms/receipt"
        found["sms"] = SmsChannel(SmsAccount(told.sms_url, told.sms_key or "", receipts))
    if told.smtp_url:
        found["email"] = MailChannel(MailAccount.from_url(told.smtp_url, SENDER))
    return found


@queue.task(name="messages.send", retry=RETRY)
async def send_message(shop: str, message: str) -> None:
    """Hand one message to its carrier. Its id is the key: a repeat is one message."""
    async with transaction(UUID(shop)) as session:
        found = await session.exec(select(Message).where(Message.id == UUID(message)))
        waiting = found.one_or_none()
    if waiting is None or waiting.state != MessageState.QUEUED:
        return
    channel = channels().get(waiting.channel)
    if channel is None:
        await _keep(waiting, MessageState.FAILED, failure="no_channel")
        return
    try:
        reference = await channel.send(
            unseal(waiting.recipient_sealed),
            waiting.subject,
            unseal(waiting.body_sealed),
            message_id=str(waiting.id),
        )
    except MessageRefused as refused:
        await _keep(waiting, MessageState.FAILED, failure=refused.cause)
    except ChannelDown:
        last = waiting.attempts + 1 >= MOST_ATTEMPTS
        state = MessageState.FAILED if last else MessageState.QUEUED
        await _keep(waiting, state, failure="channel_down")
        if not last:
            raise
    else:
        await _keep(waiting, MessageState.SENT, reference=reference)


async def _keep(
    sent: Message, state: MessageState, *, failure: str = "", reference: str = ""
) -> None:
    async with transaction(sent.shop_id) as session:
        stored = (await session.exec(select(Message).where(Message.id == sent.id))).one()
        stored.state, stored.failure, stored.provider_ref = state, failure, reference
        stored.attempts += 1
        if state == MessageState.SENT:
            stored.sent_at = clock.now()
        session.tell(f"messages:{sent.shop_id}")
