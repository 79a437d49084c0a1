"""Paying: a provider's word counts once, whatever order, time and number it comes in."""

from datetime import timedelta

import pytest
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import NotFound, PaymentRefused
from commerce.messages.models import Message
from commerce.money import Money
from commerce.orders import expiring, notices, paying
from commerce.orders.access import order_by_number
from commerce.orders.queries import order_view
from commerce.payments.gateways import PaymentReport
from commerce.payments.models import AttemptState
from tests.builders import a_payment, a_product, a_shop, an_order, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def an_attempt(shop, placed):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        payment = a_payment(order, AttemptState.PENDING)
        session.add(payment)
    return payment


def a_report(payment, status="succeeded", event="evt-1", **changes):
    values = {
        "provider_ref": payment.provider_ref,
        "reference": str(payment.id),
        "status": status,
        "amount": Money(payment.amount_minor, payment.currency),
        "at": clock.now(),
        "event_id": f"{payment.id}-{event}",
    }
    return PaymentReport(**(values | changes))


async def seen(shop, placed):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, placed.number), "en")


async def told_of(shop, placed):
    """The kinds of messages that its customer was sent."""
    async with transaction(shop.id) as session:
        about = select(Message.kind).where(Message.order_id == placed.id)
        return set((await session.exec(about)).all())


async def test_a_success_pays_the_order():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    assert await paying.apply_report(a_report(payment), "sandbox", {}) == "paid"
    view = await seen(shop, placed)
    assert (view.payment_status, view.paid) == ("paid", view.total)
    assert [event.kind for event in view.events] == ["placed", "paid"]


async def test_the_same_event_again_changes_nothing():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    await paying.apply_report(a_report(payment), "sandbox", {})
    before = await seen(shop, placed)
    assert await paying.apply_report(a_report(payment), "sandbox", {}) == "repeated"
    assert await paying.apply_report(a_report(payment, event="evt-2"), "sandbox", {}) == "ignored"
    assert await seen(shop, placed) == before


async def test_a_failure_keeps_the_order_open_and_extends_its_hold_once():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    for event in ("evt-1", "evt-2"):
        payment = await an_attempt(shop, placed)
        with clock.at(clock.now() + timedelta(minutes=10)):
            report = a_report(payment, "failed", event, cause="wrong_cvc", field="cvc")
            assert await paying.apply_report(report, "sandbox", {}) == "failed"
    view = await seen(shop, placed)
    assert (view.status, view.payment_status) == ("open", "unpaid")
    assert [p.cause for p in view.payments] == ["wrong_cvc", "wrong_cvc"]
    extension = view.hold_expires_at - placed.expires_at
    assert timedelta(minutes=9) < extension < timedelta(minutes=11)


async def test_a_success_after_a_failure_still_counts():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    await paying.apply_report(a_report(payment, "failed", "evt-1"), "sandbox", {})
    assert (
        await paying.apply_report(a_report(payment, "succeeded", "evt-2"), "sandbox", {}) == "paid"
    )


async def test_a_wrong_amount_is_not_believed():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    with pytest.raises(PaymentRefused):
        await paying.apply_report(a_report(payment, amount=Money(1, "CNY")), "sandbox", {})
    assert (await seen(shop, placed)).payment_status == "unpaid"


@pytest.mark.parametrize("changes", [{"reference": "nonsense"}, {"provider_ref": "pay_other"}])
async def test_a_payment_that_is_not_ours_is_not_found(changes):
    shop = await a_product(await a_shop())
    payment = await an_attempt(shop, await an_order(shop))
    with pytest.raises(NotFound):
        await paying.apply_report(a_report(payment, **changes), "sandbox", {})


async def test_a_second_payment_goes_back_by_itself():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    first, second = await an_attempt(shop, placed), await an_attempt(shop, placed)
    await paying.apply_report(a_report(first), "sandbox", {})
    assert await paying.apply_report(a_report(second), "sandbox", {}) == "paid_twice"
    view = await seen(shop, placed)
    assert [(r.amount, r.state, r.reason) for r in view.refunds] == [
        (view.total, "requested", "paid_twice")
    ]
    assert view.payment_status == "paid"
    assert await stock_of(shop) == 9


async def test_a_late_payment_takes_stock_again_when_there_is_any():
    shop = await a_product(await a_shop(), stock=1)
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    with clock.at(clock.now() + timedelta(hours=1)):
        await expiring.expire_unpaid()
    assert await stock_of(shop) == 1
    assert await paying.apply_report(a_report(payment), "sandbox", {}) == "paid_late"
    view = await seen(shop, placed)
    assert (view.status, view.payment_status) == ("open", "paid")
    assert await stock_of(shop) == 0


async def test_a_late_payment_goes_back_when_the_stock_is_gone():
    shop = await a_product(await a_shop(), stock=1)
    placed = await an_order(shop)
    payment = await an_attempt(shop, placed)
    with clock.at(clock.now() + timedelta(hours=1)):
        await expiring.expire_unpaid()
    await an_order(shop)
    assert await paying.apply_report(a_report(payment), "sandbox", {}) == "refunded_late"
    view = await seen(shop, placed)
    assert (view.status, [r.reason for r in view.refunds]) == ("cancelled", ["paid_late"])
    assert await stock_of(shop) == 0
    await notices.notify(str(shop.id), placed.id.hex)  # as the job of its refund does later
    assert await told_of(shop, placed) == {"order_placed", "order_expired"}
