"""What a carrier says later of a message that it took: delivered, or not."""

from datetime import timedelta

import structlog
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.errors import NotFound
from commerce.ids import first_id_of
from commerce.messages.channels.sms import Receipt
from commerce.messages.models import Message, MessageState

OLDEST = timedelta(days=3)  # bounds the search; carriers tell within hours
UNDELIVERED = "undelivered"
log = structlog.get_logger()


async def apply_receipt(receipt: Receipt, channel: str) -> str:
    """Note what became of a message; a repeat changes nothing.

    Returns delivered, undelivered or repeated. Raises NotFound for a message that is not ours.
    """
    sent = select(Message).where(
        Message.provider_ref == receipt.provider_ref,
        Message.channel == channel,
        col(Message.id) >= first_id_of(clock.now() - OLDEST),
    )
    async with transaction_over_all_shops() as session:
        found = (await session.exec(sent)).first()
    if found is None:
        raise NotFound("message")
    if receipt.delivered:
        return "delivered"
    async with transaction(found.shop_id) as session:
        message = (await session.exec(sent.with_for_update())).one()
        if message.state == MessageState.FAILED:
            return "repeated"
        message.state, message.failure = MessageState.FAILED, UNDELIVERED
        session.tell(f"messages:{found.shop_id}")
    log.warning("messages.undelivered", message=str(found.id), channel=channel)
    return UNDELIVERED
