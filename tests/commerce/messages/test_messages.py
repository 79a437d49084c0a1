"""Messages: written once an event, sent by a job, tried again, their secrets kept."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from commerce import clock
from commerce.db.session import transaction
from commerce.messages import sending
from commerce.messages.channels import ChannelDown, MessageRefused
from commerce.messages.models import Message, MessageState
from commerce.messages.outlets import use_outlets
from commerce.messages.queries import HIDDEN, newest_messages
from commerce.messages.writing import NewMessage, send_again, write
from tests.builders import BuiltShop, a_shop
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("database")


class Carrier:
    """A channel that does what the test says."""

    name = "sms"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str | None]] = []
        self.errors: list[Exception] = []

    async def send(
        self, recipient: str, subject: str, body: str, *, message_id: str | None = None
    ) -> str:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((recipient, body, message_id))
        return "ref-1"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_shop()


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    made = Carrier()
    use_outlets({"sms": made})
    yield made
    use_outlets(None)


def a_message(about: str = "order:1:1", **more: object) -> NewMessage:
    values = {"kind": "note", "recipient": "+8613800138000", "subject": "", "body": "Hello"}
    return NewMessage(about, "sms", **(values | more))  # pyright: ignore[reportArgumentType]


async def written(shop: BuiltShop, *messages: NewMessage) -> list[str]:
    async with transaction(shop.id) as session:
        return [str(one) for one in await write(session, *messages)]


async def stored(shop: BuiltShop, message_id: str) -> Message:
    async with transaction(shop.id) as session:
        return await session.get_one(Message, message_id)


async def test_a_repeat_writes_and_sends_nothing(shop: BuiltShop) -> None:
    first = await written(shop, a_message())
    assert len(first) == 1
    assert await written(shop, a_message(body="Other words")) == []
    async with transaction(shop.id) as session:
        jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'shop' = :shop")
        counted = await session.run(jobs.bindparams(shop=str(shop.id)))
        assert counted.scalar_one() == 1


async def test_sending_twice_sends_once(shop: BuiltShop, carrier: Carrier) -> None:
    ids = await written(shop, a_message())
    await sending.send_messages(str(shop.id), ids)
    await sending.send_messages(str(shop.id), ids)
    assert carrier.sent == [("+8613800138000", "Hello", ids[0])]
    message = await stored(shop, ids[0])
    assert (message.state, message.provider_ref, message.attempts) == ("sent", "ref-1", 1)


async def test_a_silent_carrier_is_tried_again_and_spares_the_neighbours(
    shop: BuiltShop, carrier: Carrier
) -> None:
    ids = await written(shop, a_message("a"), a_message("b"))
    carrier.errors = [ChannelDown("sms")]
    with pytest.raises(ChannelDown):
        await sending.send_messages(str(shop.id), ids)
    assert (await stored(shop, ids[0])).state == MessageState.QUEUED
    assert (await stored(shop, ids[1])).state == MessageState.SENT
    await sending.send_messages(str(shop.id), ids)
    assert [sent[2] for sent in carrier.sent] == [ids[1], ids[0]]


async def test_what_nobody_foresaw_spares_the_neighbours(shop: BuiltShop, carrier: Carrier) -> None:
    ids = await written(shop, a_message("a"), a_message("b"))
    carrier.errors = [RuntimeError("a bug")]
    with pytest.raises(RuntimeError):
        await sending.send_messages(str(shop.id), " ".join(ids))
    assert [(await stored(shop, one)).state for one in ids] == ["queued", "sent"]


async def test_sixteen_messages_are_noted_in_two_transactions(
    shop: BuiltShop, carrier: Carrier
) -> None:
    ids = await written(shop, *(a_message(f"n:{n}") for n in range(sending.AT_ONCE)))
    with counted() as statements:
        await sending.send_messages(str(shop.id), " ".join(ids))
    assert len(statements) == 2, statements
    assert len(carrier.sent) == sending.AT_ONCE


async def test_after_the_last_try_it_has_failed_and_may_be_sent_by_hand(
    shop: BuiltShop, carrier: Carrier
) -> None:
    ids = await written(shop, a_message())
    carrier.errors = [ChannelDown("sms") for _ in range(sending.MOST_ATTEMPTS)]
    for _ in range(sending.MOST_ATTEMPTS - 1):
        with pytest.raises(ChannelDown):
            await sending.send_messages(str(shop.id), ids)
    await sending.send_messages(str(shop.id), ids)
    message = await stored(shop, ids[0])
    assert (message.state, message.failure) == ("failed", "channel_down")
    async with transaction(shop.id) as session:
        await send_again(session, message.id)
    await sending.send_messages(str(shop.id), ids)
    assert (await stored(shop, ids[0])).state == MessageState.SENT


async def test_a_refused_message_keeps_the_cause(shop: BuiltShop, carrier: Carrier) -> None:
    ids = await written(shop, a_message())
    carrier.errors = [MessageRefused("unknown_number", "recipient")]
    await sending.send_messages(str(shop.id), ids)
    message = await stored(shop, ids[0])
    assert (message.state, message.failure) == ("failed", "unknown_number")


async def test_a_late_code_is_not_sent_any_more(shop: BuiltShop, carrier: Carrier) -> None:
    ids = await written(shop, a_message(secret=True))
    with clock.at(clock.now() + sending.SECRETS_USEFUL * 2):
        await sending.send_messages(str(shop.id), ids)
    assert carrier.sent == []
    assert (await stored(shop, ids[0])).failure == "too_late"


async def test_secrets_stay_masked_outside_a_demo_even_for_the_owner(shop: BuiltShop) -> None:
    await written(shop, a_message("code:1", body="123456", secret=True), a_message("note:1"))
    async with transaction(shop.id) as session:
        page = await newest_messages(session, owner=True)
    assert {one.kind + one.body for one in page.items} == {"note" + HIDDEN, "noteHello"}


async def test_pages_follow_each_other(shop: BuiltShop) -> None:
    await written(shop, *(a_message(f"n:{n}", body=str(n)) for n in range(5)))
    async with transaction(shop.id) as session:
        first = await newest_messages(session, owner=False, limit=3)
        second = await newest_messages(session, owner=False, limit=3, before=first.next_before)
    assert len(first.items) == 3
    assert len({one.body for one in (*first.items, *second.items)}) == 5
    assert second.next_before is None
