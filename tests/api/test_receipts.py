"""The carrier's receipts: signed ones are noted once, others change nothing."""

import pytest

from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.messages.channels.sms import SmsAccount, SmsChannel
from commerce.messages.models import Message, MessageState
from commerce.messages.outlets import use_outlets
from commerce.secrecy import seal
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
RECEIPT = "/api/v1/messages/sms/receipt"
NOBODY_THERE = "+8613800130000"


@pytest.fixture
async def carrier(sandbox_process, inbox):
    """The sandbox's carrier, calling back to the inbox."""
    told = sandbox_process.environment
    account = SmsAccount(told["ALLHOURS_SMS_URL"], told["ALLHOURS_SMS_KEY"], inbox.url)
    channel = SmsChannel(account)
    use_outlets({"sms": channel})
    yield channel
    use_outlets(None)
    await channel.close()


async def a_text(shop, carrier, number):
    """A message that the carrier took."""
    message = Message(
        about=f"test:{new_id()}",
        channel="sms",
        kind="test",
        recipient_sealed=seal(number),
        body_sealed=seal("Hello"),
        state=MessageState.SENT,
        provider_ref=await carrier.send(number, "", "Hello"),
    )
    async with transaction(shop.id) as session:
        session.add(message)
    return message.id


async def passed_on(client, headers, body):
    kept = {n: v for n, v in headers.items() if n not in ("host", "content-length")}
    return await client.post(RECEIPT, content=body, headers=kept)


async def state_of(shop, message_id):
    async with transaction(shop.id) as session:
        message = await session.get_one(Message, message_id)
        return message.state, message.failure


@pytest.mark.parametrize(
    ("number", "noted"),
    [("+8613800138111", ("sent", "")), (NOBODY_THERE, ("failed", "undelivered"))],
)
async def test_a_receipt_is_noted_once(client_of, carrier, inbox, number, noted):
    shop = await a_shop()
    message = await a_text(shop, carrier, number)
    await inbox.holds(1)
    for _ in range(2):
        assert (await passed_on(client_of(shop), *inbox.received[0])).status_code == 204
    assert await state_of(shop, message) == noted


async def test_a_forged_receipt_changes_nothing(client_of, carrier, inbox):
    shop = await a_shop()
    message = await a_text(shop, carrier, NOBODY_THERE)
    await inbox.holds(1)
    headers, body = inbox.received[0]
    for forged in ({}, headers | {"x-signature": "0" * 64}, headers | {"x-timestamp": "1"}):
        answer = await passed_on(client_of(shop), forged, body)
        assert (answer.status_code, answer.json()["type"]) == (400, "receipt_refused")
    assert await state_of(shop, message) == ("sent", "")


async def test_without_a_carrier_there_is_no_such_address(client_of):
    use_outlets({})
    try:
        answer = await client_of(await a_shop()).post(RECEIPT, content=b"{}")
    finally:
        use_outlets(None)
    assert answer.status_code == 404
