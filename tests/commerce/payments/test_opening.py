"""Attempts are opened in batches: each stands once, before its provider is asked."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.money import Money
from commerce.payments.models import AttemptState, Payment
from commerce.payments.opening import Attempt, Due, Wish, open_attempt
from tests.builders import a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_wish(shop, minor=500):
    placed = await an_order(shop)
    expires_at = clock.now() + timedelta(minutes=15)
    amount = Money(minor, shop.view.currency)
    due = Due(
        shop.id, shop.view.name, placed.id, placed.number, amount, "en", "/orders", expires_at
    )
    return Wish(due, "wechat", "sandbox")


async def stored(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(Payment).order_by(col(Payment.id)))).all()


async def test_those_of_a_batch_stand_each_once_and_wait_for_their_provider():
    shop = await a_product(await a_shop())
    wishes = [await a_wish(shop), await a_wish(shop)]
    first, twin, second = await asyncio.gather(
        *(open_attempt(wish) for wish in (wishes[0], wishes[0], wishes[1]))
    )
    assert first.id == twin.id != second.id
    rows = await stored(shop)
    assert {row.id for row in rows} == {first.id, second.id}
    assert {(row.state, row.amount_minor, row.method) for row in rows} == {
        (AttemptState.STARTING, 500, "wechat")
    }
    assert {row.order_id for row in rows} == {wish.due.order_id for wish in wishes}


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"state": AttemptState.PENDING}, True),
        ({"state": AttemptState.FAILED}, False),
        ({"method": "card"}, False),
        ({"amount_minor": 400}, False),
        ({"expires_at": clock.now() - timedelta(minutes=1)}, False),
    ],
)
async def test_an_open_one_of_that_method_and_amount_is_used_again(changes, again):
    shop = await a_product(await a_shop())
    wish = await a_wish(shop)
    before = await open_attempt(wish)
    async with transaction(shop.id) as session:
        row = (await session.exec(select(Payment).where(Payment.id == before.id))).one()
        row.pay_url = "http://till/pay"
        for name, value in changes.items():
            setattr(row, name, value)
    after = await open_attempt(wish)
    assert (after.id == before.id) is again
    assert after.pay_url == ("http://till/pay" if again else "")


async def test_one_that_cannot_be_opened_fails_alone():
    shop = await a_product(await a_shop())
    good, other = await a_wish(shop), await a_wish(shop)
    bad = Wish(replace(other.due, shop_id=new_id(), amount=Money(0, "CNY")), "wechat", "sandbox")
    opened, refused = await asyncio.gather(
        open_attempt(good), open_attempt(bad), return_exceptions=True
    )
    assert isinstance(opened, Attempt)
    assert isinstance(refused, Exception)
    assert [row.id for row in await stored(shop)] == [opened.id]
