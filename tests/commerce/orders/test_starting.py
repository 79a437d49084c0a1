"""What a provider answered to a new attempt is kept with the order's timeline, batch by batch."""

import asyncio

import pytest

from commerce.db.session import transaction
from commerce.errors import NotFound
from commerce.orders import starting
from commerce.orders.access import order_by_number
from commerce.orders.queries import order_view
from commerce.payments.attempts import locked
from commerce.payments.models import AttemptState, Payment
from tests.builders import a_payment, a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


async def an_attempt(shop, placed, method="wechat"):
    """One that its provider has not answered yet, as it stands in the table."""
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_number(session, placed.number), AttemptState.STARTING)
        payment.method = method
        session.add(payment)
    return payment


def answered(payment, **answer):
    """The attempt in the caller's hands, with the answer in it."""
    copy = type(payment)(**payment.model_dump())
    for name, value in answer.items():
        setattr(copy, name, value)
    return copy


async def seen(shop, placed):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        return order, await order_view(session, order, "en")


async def test_answers_to_one_order_stand_in_its_timeline_one_after_the_other():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    good, bad = await an_attempt(shop, placed), await an_attempt(shop, placed, "card")
    kept, failed = await asyncio.gather(
        starting.keep(
            answered(good, state=AttemptState.PENDING, provider_ref="till-1", pay_url="/1", qr="q")
        ),
        starting.keep(answered(bad, state=AttemptState.FAILED, cause="wrong_cvc", field="cvc")),
    )
    assert (kept.state, kept.pay_url, kept.settled_at) == ("pending", "/1", None)
    assert failed.state == "failed"
    assert failed.settled_at is not None
    order, view = await seen(shop, placed)
    assert [event.kind for event in view.events] == ["placed", "payment_started", "payment_failed"]
    assert order.event_count == 3
    money = {"minor": good.amount_minor, "currency": good.currency}
    assert [event.facts for event in view.events[1:]] == [
        {"payment": str(good.id), "method": "wechat", **money},
        {"payment": str(bad.id), "method": "card", "cause": "wrong_cvc", "field": "cvc", **money},
    ]
    async with transaction(shop.id) as session:
        row = await locked(session, good.id)
    assert (row.state, row.provider_ref, row.pay_url, row.qr) == ("pending", "till-1", "/1", "q")


async def test_what_was_settled_meanwhile_stays_as_it_is():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    attempt = await an_attempt(shop, placed)
    async with transaction(shop.id) as session:
        (await locked(session, attempt.id)).state = AttemptState.SUCCEEDED
    late = answered(attempt, state=AttemptState.FAILED, cause="provider_down", pay_url="/late")
    kept = await starting.keep(late)
    assert (kept.state, kept.cause) == ("succeeded", attempt.cause)
    async with transaction(shop.id) as session:
        row = await locked(session, attempt.id)
    assert (row.state, row.cause, row.pay_url) == ("succeeded", attempt.cause, attempt.pay_url)
    _, view = await seen(shop, placed)
    assert view.events[-1].kind == "payment_started"


async def test_an_attempt_that_is_not_there_is_not_found_and_its_neighbour_lives():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    attempt, gone = await an_attempt(shop, placed), await an_attempt(shop, placed, "card")
    async with transaction(shop.id) as session:
        await session.delete(await locked(session, gone.id))
    kept, missing = await asyncio.gather(
        starting.keep(answered(attempt, state=AttemptState.PENDING, provider_ref="till-2")),
        starting.keep(answered(gone, state=AttemptState.PENDING, provider_ref="till-3")),
        return_exceptions=True,
    )
    assert isinstance(kept, Payment)
    assert kept.state == "pending"
    assert isinstance(missing, NotFound)
