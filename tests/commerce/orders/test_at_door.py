"""Cash on delivery: confirmed without money, held without an end, paid when it arrives."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused, TooManyUnpaid
from commerce.money import Money
from commerce.orders import cancelling, expiring, fulfilling, paying, refunding
from commerce.orders.access import order_by_number
from commerce.orders.at_door import promise
from commerce.orders.fulfilling import ShipLines
from commerce.orders.paying import start_payment
from commerce.orders.queries import order_view
from commerce.orders.refund_pieces import RefundLine
from commerce.orders.to_do import to_do_counts
from commerce.payments.gateways import PaymentReport
from commerce.payments.ledger import Balance, balances
from commerce.payments.models import AttemptState, Payment
from commerce.payments.registry import AT_DOOR
from commerce.people.actors import Actor, ActorKind
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import shop_by_id
from tests.builders import (
    CLERK,
    BuiltShop,
    a_payment,
    a_product,
    a_shop,
    an_order,
    stock_of,
)

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_due_order(shop: BuiltShop, quantity: int = 1, **order: Any) -> str:
    """An order that is to be paid at the door."""
    number = (await an_order(shop, quantity=quantity, **order)).number
    async with transaction(shop.id) as session:
        row = await order_by_number(session, number)
    await promise(shop.view, row.id, "cod")
    return number


async def seen(shop: BuiltShop, number: str):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, number), "en")


async def sent(shop: BuiltShop, number: str, pieces: int = 1):
    parcel = {"carrier": "SF", "tracking_number": "SF1", "lines": {1: pieces}}
    command = ShipLines.parse(parcel | {"request_key": str(uuid4())})
    async with transaction(shop.id) as session:
        return (await fulfilling.ship(session, number, command, CLERK)).id


async def arrived(shop: BuiltShop, number: str, by: Actor = CLERK) -> None:
    parcel = await sent(shop, number)
    async with transaction(shop.id) as session:
        await fulfilling.mark_delivered(session, number, parcel, by)


async def books(shop: BuiltShop, number: str) -> list[Balance]:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        return await balances(session, order.id)


async def test_a_shop_offers_it_once_it_is_switched_on_and_up_to_its_limit():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
    with pytest.raises(InvalidInput):
        await start_payment(shop.view, order, "cod", "en")
    async with transaction(shop.id) as session:
        session.add(PaymentMethod(code="cod", enabled=True, position=0, most_minor=1_799))
        await session.flush()
        below = await shop_by_id(session, shop.id)
    with pytest.raises(InvalidInput):
        await start_payment(below, order, "cod", "en")
    async with transaction(shop.id) as session:
        (await session.exec(select(PaymentMethod))).one().most_minor = 1_800
        await session.flush()
        enough = await shop_by_id(session, shop.id)
    payment = await start_payment(enough, order, "cod", "en")
    assert (payment.state, payment.pay_url, payment.amount_minor) == ("pending", "", 1_800)
    view = await seen(shop, placed.number)
    assert (view.payment_status, [event.kind for event in view.events]) == (
        "due",
        ["placed", "pay_at_door"],
    )


async def test_its_hold_never_ends_and_it_is_to_be_shipped():
    shop = await a_product(await a_shop())
    number = await a_due_order(shop)
    with clock.at(clock.now() + timedelta(days=3)):
        await expiring.expire_unpaid()
    assert (await seen(shop, number)).status == "open"
    assert await stock_of(shop) == 9
    async with transaction(shop.id) as session:
        counts = await to_do_counts(session)
    assert (counts.to_pay, counts.to_ship) == (0, 1)


@pytest.mark.parametrize("by", [CLERK, Actor(ActorKind.PROVIDER, None, "sandbox")])
async def test_on_arrival_it_is_paid_into_the_ledger(by: Actor):
    shop = await a_product(await a_shop())
    number = await a_due_order(shop)
    await arrived(shop, number, by)
    view = await seen(shop, number)
    assert (view.status, view.payment_status, view.paid) == ("completed", "paid", view.total)
    assert [event.kind for event in view.events][-3:] == ["shipped", "paid", "delivered"]
    assert await books(shop, number) == [
        Balance("provider:door", Money(1_800, "CNY")),
        Balance("sales", Money(-1_800, "CNY")),
    ]


async def test_it_goes_in_one_parcel():
    shop = await a_product(await a_shop())
    number = await a_due_order(shop, quantity=2)
    with pytest.raises(InvalidInput) as refusal:
        await sent(shop, number, 1)
    assert refusal.value.problems[0].code == "whole_order_only"
    assert (await seen(shop, number)).parcels == ()


async def test_what_is_refused_at_the_door_is_cancelled_and_comes_back_into_stock():
    shop = await a_product(await a_shop())
    number = await a_due_order(shop, quantity=2)
    await sent(shop, number, 2)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number, lock=True)
        await cancelling.cancel(session, order, CLERK, "refused_at_door")
    view = await seen(shop, number)
    assert (view.status, view.payment_status, view.close_reason) == (
        "cancelled",
        "unpaid",
        "refused_at_door",
    )
    assert [payment.state for payment in view.payments] == ["cancelled"]
    assert await stock_of(shop) == 10
    assert await books(shop, number) == []


async def test_its_customer_may_cancel_it_until_it_leaves():
    shop = await a_product(await a_shop())
    first, second = await a_due_order(shop), await a_due_order(shop)
    await sent(shop, second)
    guest = Actor(ActorKind.GUEST)
    for number, may in ((first, True), (second, False)):
        assert (await seen(shop, number)).customer_may_cancel is may
    async with transaction(shop.id) as session:
        await cancelling.cancel(session, await order_by_number(session, first, lock=True), guest)
    assert await stock_of(shop) == 9


async def test_only_what_goes_by_parcel_is_paid_at_the_door():
    shop = await a_product(await a_shop(), "KEY", kind="download")
    nowhere: dict[str, Any] = {"address": None, "delivery_method": None}
    with pytest.raises(InvalidInput) as refusal:
        await a_due_order(shop, lines=[{"sku": "KEY", "quantity": 1, "inputs": {}}], **nowhere)
    assert refusal.value.problems[0].code == "only_by_parcel"


async def test_nobody_empties_the_shelves_by_promises():
    shop = await a_product(await a_shop(unpaid_most=2))
    for _ in range(2):
        await a_due_order(shop)
    with pytest.raises(TooManyUnpaid):
        await a_due_order(shop)


async def test_a_second_promise_is_refused():
    shop = await a_product(await a_shop())
    number = await a_due_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
    with pytest.raises(MoveRefused):
        await promise(shop.view, order.id, "cod")


async def test_who_pays_at_a_till_after_all_pays_nothing_at_the_door():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        till = a_payment(order, AttemptState.PENDING)
        session.add(till)
    await promise(shop.view, order.id, "cod")
    amount = Money(till.amount_minor, till.currency)
    reference = till.provider_ref or ""
    report = PaymentReport(
        reference, str(till.id), "succeeded", amount, clock.now(), event_id=reference
    )
    assert await paying.apply_report(report, "sandbox", {}) == "paid"
    await arrived(shop, placed.number)
    view = await seen(shop, placed.number)
    assert (view.payment_status, view.paid) == ("paid", view.total)
    assert [(one.provider, one.state) for one in view.payments] == [
        ("sandbox", "succeeded"),
        (AT_DOOR, "cancelled"),
    ]


async def test_a_refund_of_it_waits_until_staff_have_given_it_back():
    shop = await a_product(await a_shop())
    number = await a_due_order(shop)
    await arrived(shop, number)
    async with transaction(shop.id) as session:
        asked = await refunding.refund_lines(
            session,
            number,
            [RefundLine(1, 1, restock=False)],
            delivery=True,
            reason="broken",
            actor=CLERK,
        )
    await refunding.send_refund(str(shop.id), str(asked.id))
    [refund] = (await seen(shop, number)).refunds
    assert (refund.state, refund.by_hand) == ("requested", True)
    for _ in range(2):  # a repeat changes nothing
        async with transaction(shop.id) as session:
            await refunding.paid_out(session, number, asked.id, CLERK)
    view = await seen(shop, number)
    assert (view.payment_status, view.refunds[0].state) == ("refunded", "succeeded")
    assert [event.kind for event in view.events].count("refunded") == 1
    assert await books(shop, number) == [
        Balance("provider:door", Money(0, "CNY")),
        Balance("refunds", Money(1_800, "CNY")),
        Balance("refunds_due", Money(0, "CNY")),
        Balance("sales", Money(-1_800, "CNY")),
    ]


async def test_what_a_provider_gives_back_is_not_given_by_hand():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number, lock=True)
        payment = a_payment(order)
        session.add(payment)
        await session.flush()
        await paying.mark_paid(session, order, payment)
        refund = await refunding.refund_lines(
            session,
            placed.number,
            [RefundLine(1, 1, restock=False)],
            delivery=True,
            reason="x",
            actor=CLERK,
        )
    with pytest.raises(MoveRefused):
        async with transaction(shop.id) as session:
            await refunding.paid_out(session, placed.number, refund.id, CLERK)
    async with transaction(shop.id) as session:
        assert len((await session.exec(select(Payment))).all()) == 1
