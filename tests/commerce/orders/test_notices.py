"""What customers are told: one message an event and channel, hundreds of orders at a time."""

import asyncio

import pytest
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.ids import joined_ids, new_id
from commerce.messages.models import Message
from commerce.orders import cancelling, notices
from commerce.orders.access import order_by_id
from commerce.people.actors import GUEST
from commerce.secrecy import seal
from commerce.shops.models import Shop
from tests.builders import a_product, a_shop, an_order
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("shop_database")


async def messages_in(shop):
    async with transaction(shop.id) as session:
        found = await session.exec(select(Message).order_by(col(Message.about)))
        return [(one.about, one.channel) for one in found]


async def orders_of(shop, count):
    placed = await asyncio.gather(*(an_order(shop) for _ in range(count)))
    return [one.id for one in placed]


async def test_forty_orders_take_as_many_statements_as_one():
    shop = await a_product(await a_shop(), stock=1_000)
    one, many = await orders_of(shop, 1), await orders_of(shop, 40)
    with counted() as few:
        await notices.notify(str(shop.id), joined_ids(one))
    with counted() as more:
        await notices.notify(str(shop.id), joined_ids(many))
    assert len(more) == len(few) == 4, more
    told = {f"order:{order_id}:1" for order_id in one + many}
    assert sorted(await messages_in(shop)) == sorted(
        (about, channel) for about in told for channel in ("sms", "email")
    )


async def test_jobs_that_meet_write_each_message_once():
    shop = await a_product(await a_shop(), stock=1_000)
    ids = await orders_of(shop, 40)
    halves = [ids, ids[::-1], ids[20:], ids[:20]] * 3
    await asyncio.gather(*(notices.notify(str(shop.id), joined_ids(some)) for some in halves))
    assert len(await messages_in(shop)) == 80


async def test_what_was_told_before_is_not_told_again():
    shop = await a_product(await a_shop())
    [order_id] = await orders_of(shop, 1)
    await notices.notify(str(shop.id), order_id.hex)
    async with transaction(shop.id) as session:
        await cancelling.cancel(session, await order_by_id(session, order_id, lock=True), GUEST)
    await notices.notify(str(shop.id), [str(order_id)])  # as jobs of older versions say it
    about = [f"order:{order_id}:{n}" for n in (1, 1, 2, 2)]
    assert [told for told, _ in await messages_in(shop)] == about


async def test_another_shop_s_orders_are_not_told_of():
    shop, other = await a_product(await a_shop()), await a_shop()
    await notices.notify(str(other.id), joined_ids(await orders_of(shop, 1)))
    assert await messages_in(shop) == await messages_in(other) == []


async def test_keys_stand_in_one_line_of_a_text_and_each_in_its_own_of_an_e_mail():
    shop = await a_shop()
    keyed = a_notice("handed_over", {"lines": {"1": 2}}, keys=("AAAA-1", "BBBB-2"))
    async with transaction(shop.id) as session:
        seller = (await session.exec(select(Shop).where(Shop.id == shop.id))).one()
    text, mail = notices.messages_of(seller, keyed)
    assert (text.channel, mail.channel) == ("sms", "email")
    assert f"[{seller.name}] AAAA-1 BBBB-2 You find" in text.body
    assert f"[{seller.name}] AAAA-1\nBBBB-2\nYou find" in mail.body


def a_notice(kind, facts, **more):
    contact = seal({"phone": "+8613800138000", "email": "li@example.com"})
    head = (new_id(), "NAQG3WSK4J", "en", "CNY", 4500, contact)
    return notices.Notice(*head, 2, kind, facts, **more)
