"""Who waits is told once that it is back, whichever way it came, and not more people than pieces."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import InvalidInput
from commerce.messages.models import Message
from commerce.orders import cancelling
from commerce.orders.access import order_by_number
from commerce.people.contacts import email_index
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from commerce.queue import queue
from commerce.secrecy import seal, unseal
from commerce.shops.models import Shop
from commerce.stock.adjusting import AdjustStock, adjust_stock
from commerce.wishes import waiting
from commerce.wishes.models import StockWait
from commerce.wishes.stopping import contact_of, stop_link
from commerce.wishes.telling import tell_who_waits
from commerce.wishes.waiting import AskToBeTold
from tests.builders import CLERK, BuiltShop, a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), stock=0)


@pytest.fixture(autouse=True)
async def opened_queue(shop_database: None) -> AsyncIterator[None]:
    async with queue.open_async():
        yield


async def ask(shop: BuiltShop, *reaches: str, locale: str = "en", customer=None) -> None:
    for reach in reaches:
        async with transaction(shop.id) as session:
            await waiting.ask_to_be_told(
                session,
                shop.view,
                customer,
                AskToBeTold(sku="TEA", reach=reach),
                locale=locale,
                client_ip="127.0.0.1",
            )


async def count(shop: BuiltShop, change: int) -> None:
    asked = {"variant_id": shop.variants["TEA"], "way": "by", "quantity": change, "note": "found"}
    async with transaction(shop.id) as session:
        await adjust_stock(session, CLERK, AdjustStock.parse(asked))


async def told(shop: BuiltShop) -> list[str]:
    """Whom messages of this shop went to, in the order in which they asked."""
    await tell_who_waits()
    async with transaction(shop.id) as session:
        found = await session.exec(
            select(Message).where(Message.kind == "back").order_by(col(Message.about))
        )
        return [unseal(message.recipient_sealed) for message in found]


A, B, C = "a@example.com", "b@example.com", "c@example.com"


async def test_as_many_are_told_as_there_are_pieces_first_come_first_told(
    shop: BuiltShop,
) -> None:
    await ask(shop, A, "13800138000", C)
    assert await told(shop) == []
    await count(shop, 2)
    assert await told(shop) == [A, "+8613800138000"]
    assert await told(shop) == [A, "+8613800138000"]
    await count(shop, 1)
    assert await told(shop) == [A, "+8613800138000", C]


async def test_a_hold_that_ends_tells_the_next_one(shop: BuiltShop) -> None:
    await count(shop, 1)
    placed = await an_order(shop)
    await ask(shop, A, B)
    async with transaction(shop.id) as session:
        await cancelling.cancel(
            session, await order_by_number(session, placed.number, lock=True), CLERK
        )
    assert await told(shop) == [A]
    again = await an_order(shop)
    assert await told(shop) == [A]
    async with transaction(shop.id) as session:
        await cancelling.cancel(
            session, await order_by_number(session, again.number, lock=True), CLERK
        )
    assert await told(shop) == [A, B]


async def test_a_turn_lasts_a_day(shop: BuiltShop) -> None:
    await ask(shop, A, B)
    await count(shop, 1)
    assert await told(shop) == [A]
    with clock.at(clock.now() + timedelta(hours=25)):
        assert await told(shop) == [A, B]


async def test_a_merchant_may_tell_everybody_at_once(shop: BuiltShop) -> None:
    async with transaction(shop.id) as session:
        row = await session.get(Shop, shop.id)
        assert row is not None
        row.tell_all_waiting = True
    await ask(shop, A, B)
    await count(shop, 1)
    assert await told(shop) == [A, B]


async def test_asking_twice_is_one_message_which_says_what_and_where(shop: BuiltShop) -> None:
    await ask(shop, A, A, locale="zh")
    await count(shop, 9)
    assert await told(shop) == [A]
    async with transaction(shop.id) as session:
        message = (await session.exec(select(Message))).one()
        wait = (await session.exec(select(StockWait))).one()
    assert message.subject == "已到货：商品 TEA"
    body: str = unseal(message.body_sealed)
    assert "/zh/p/tea-" in body
    assert "?sku=TEA" in body
    assert stop_link(shop.id, email_index(A), "zh") in body
    assert wait.contact_sealed is None


async def test_the_contact_is_encrypted_while_it_is_kept(shop: BuiltShop) -> None:
    await ask(shop, A)
    async with transaction(shop.id) as session:
        wait = (await session.exec(select(StockWait))).one()
    assert wait.contact_sealed is not None
    assert A.encode() not in wait.contact_sealed
    assert unseal(wait.contact_sealed) == A


async def test_what_is_in_stock_or_unknown_is_not_waited_for(shop: BuiltShop) -> None:
    await count(shop, 1)
    with pytest.raises(InvalidInput) as refused:
        await ask(shop, A)
    assert [problem.code for problem in refused.value.problems] == ["is_in_stock"]


async def test_one_contact_waits_for_so_many_things(
    shop: BuiltShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST", 0)
    with pytest.raises(InvalidInput) as refused:
        await ask(shop, A)
    assert [problem.code for problem in refused.value.problems] == ["waits_for_much"]


async def test_who_stops_it_hears_no_more_until_they_ask_for_their_own_contact(
    shop: BuiltShop,
) -> None:
    await ask(shop, A)
    link = stop_link(shop.id, email_index(A), "en").partition("to=")[2]
    async with transaction(shop.id) as session:
        await waiting.tell_no_more(session, contact_of(shop.id, link))
    await ask(shop, A)
    await count(shop, 2)
    assert await told(shop) == []
    await count(shop, -2)
    now = clock.now()
    proven = Customer(email_sealed=seal(A), email_index=email_index(A), email_verified_at=now)
    async with transaction(shop.id) as session:
        session.add(proven)
        await session.flush()
    await ask(shop, A, customer=CustomerView.of(proven))
    await count(shop, 2)
    assert await told(shop) == [A]


@pytest.mark.parametrize("made_up", ["", "x", ".", "x.y", "AAAA.AAAA", "é.é"])
async def test_a_link_that_we_did_not_make_stops_nothing(shop: BuiltShop, made_up: str) -> None:
    with pytest.raises(InvalidInput):
        contact_of(shop.id, made_up)
    other = await a_shop()
    ours = stop_link(other.id, email_index(A), "en").partition("to=")[2]
    with pytest.raises(InvalidInput):
        contact_of(shop.id, ours)
