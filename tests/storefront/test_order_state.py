"""The page of one order: who sees it, what it says, and what its customer can do."""

from datetime import timedelta

import pytest

from commerce import clock
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.orders import expiring
from commerce.orders.access import access_token, order_by_number
from commerce.orders.fulfilling import ShipLines, ship
from commerce.orders.models import Order
from commerce.orders.queries import order_view
from commerce.orders.states import OrderStatus
from commerce.payments.models import AttemptState
from commerce.shops.models import PaymentMethod
from storefront.orders.state import OrderState
from storefront.orders.view import ShownOrder, shown_order
from tests.builders import (
    CLERK,
    BuiltShop,
    a_paid_order,
    a_payment,
    a_product,
    a_shop,
    an_order,
    stock_of,
)
from tests.storefront.visitor import a_customer, a_guest, call
from ui.texts import speaking

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), "TEA")


async def shown(shop: BuiltShop, number: str, *, own: bool = False) -> ShownOrder:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        with speaking("en"):
            return shown_order(await order_view(session, order, "en"), shop.view, own=own)


async def status_of(shop: BuiltShop, number: str) -> str:
    async with transaction(shop.id) as session:
        return (await order_by_number(session, number)).status


async def test_the_key_opens_the_order_and_nothing_else_does(shop: BuiltShop) -> None:
    placed = await an_order(shop)
    guest = a_guest(shop)
    for key, may in (
        (placed.access_token, True),
        ("", False),
        ("x" * 43, False),
        (access_token(new_id()), False),
    ):
        state = guest.at(OrderState, f"/orders/{placed.number}?key={key}")
        await call(state, "cancel")
        assert (await status_of(shop, placed.number) == OrderStatus.CANCELLED) is may
        assert (state.found == "yes") is may
        if may:
            placed = await an_order(shop)  # the next tries are about one that still stands


async def test_the_key_of_one_order_does_not_open_another(shop: BuiltShop) -> None:
    first, second = await an_order(shop), await an_order(shop)
    state = a_guest(shop).at(OrderState, f"/orders/{first.number}?key={second.access_token}")
    await call(state, "cancel")
    await call(state, "again")
    assert state.found == "no"
    assert state.refusal is not None
    assert state.refusal.code == "not_found"
    assert await status_of(shop, first.number) == OrderStatus.OPEN


async def test_its_customer_needs_no_key_and_another_customer_sees_nothing(
    shop: BuiltShop,
) -> None:
    customer, customer_id = await a_customer(shop)
    stranger, _ = await a_customer(shop)
    placed = await an_order(shop, customer_id=customer_id)
    theirs = stranger.at(OrderState, f"/orders/{placed.number}")
    await call(theirs, "cancel")
    assert theirs.found == "no"
    assert theirs.order == ShownOrder()
    state = customer.at(OrderState, f"/zh/orders/{placed.number}/")
    await call(state, "cancel")
    assert state.found == "yes"
    assert state.order.title == "订单已结束"
    assert state.order.recipient == "李雷"


async def test_who_has_only_the_key_sees_masked_details(shop: BuiltShop) -> None:
    number = (await an_order(shop)).number
    masked, whole = await shown(shop, number), await shown(shop, number, own=True)
    assert (masked.recipient, masked.reach) == ("李***", "+86138****8000 · l***@example.com")
    assert masked.address == "上海 ***"
    assert whole.reach == "+8613800138000 · li@example.com"
    assert whole.address == "上海 南京路 1 号"


async def test_an_unpaid_order_says_until_when_and_offers_cancelling(shop: BuiltShop) -> None:
    page = await shown(shop, (await an_order(shop)).number)
    assert page.title == "Waiting for your payment"
    assert 0 < page.seconds_left <= shop.view.hold_minutes * 60
    assert page.to_pay == "CN¥18.00"
    assert page.may_cancel


async def test_when_the_time_is_over_nothing_is_offered_to_pay(shop: BuiltShop) -> None:
    number = (await an_order(shop)).number
    with clock.at(clock.now() + timedelta(minutes=shop.view.hold_minutes, seconds=1)):
        page = await shown(shop, number)
    assert (page.seconds_left, page.to_pay, page.methods) == (0, "", [])


@pytest.mark.parametrize(
    ("cause", "method", "said"),
    [
        ("insufficient_funds", "card", "Declined: there is not enough money on it."),
        ("wrong_cvc", "card", "Declined: the security code (CVC) is wrong."),
        (
            "provider_down",
            "alipay",
            "The payment provider does not answer. Nothing was charged. You had chosen Alipay.",
        ),
        ("something new", "card", "The payment did not go through. Nothing was charged."),
    ],
)
async def test_a_failed_payment_tells_its_cause_and_the_next_step(
    shop: BuiltShop, cause: str, method: str, said: str
) -> None:
    number = (await an_order(shop)).number
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_number(session, number), AttemptState.FAILED)
        payment.cause, payment.method = cause, method
        session.add(payment)
    page = await shown(shop, number)
    assert page.trouble == said
    assert page.advice
    assert page.to_pay == "CN¥18.00"


async def test_the_trouble_is_forgotten_once_it_is_paid(shop: BuiltShop) -> None:
    order = await a_paid_order(shop)
    page = await shown(shop, order.number)
    assert (page.title, page.trouble, page.to_pay) == ("Paid: we are packing it", "", "")
    assert [entry.title for entry in page.events] == ["Paid", "Order placed"]


async def test_cancelling_a_paid_order_gives_stock_back_and_says_where_the_money_is(
    shop: BuiltShop,
) -> None:
    order = await a_paid_order(shop, quantity=3)
    assert await stock_of(shop) == 7
    state = a_guest(shop).at(OrderState, f"/orders/{order.number}?key={access_token(order.id)}")
    await call(state, "cancel")
    assert state.order.text == "Your money is on its way back: CN¥38.00."
    assert await stock_of(shop) == 10
    rows = {row.label: row.value for row in state.order.amounts}
    assert "Refunded" not in rows
    assert rows["Refund on its way"] == "CN¥38.00"


async def shipped(shop: BuiltShop) -> Order:
    order = await a_paid_order(shop, quantity=2)
    parcel = ShipLines.parse(
        {
            "request_key": str(new_id()),
            "carrier": "SF Express",
            "tracking_number": "SF123",
            "lines": {1: 1},
        }
    )
    async with transaction(shop.id) as session:
        await ship(session, order.number, parcel, CLERK)
    return order


async def test_a_parcel_is_shown_with_carrier_number_and_contents(shop: BuiltShop) -> None:
    page = await shown(shop, (await shipped(shop)).number)
    assert page.title == "Partly on its way"
    (parcel,) = page.parcels
    assert (parcel.carrier, parcel.tracking, parcel.contents) == (
        "SF Express",
        "SF123",
        "Product TEA × 1",
    )
    assert page.events[0].title == "Parcel on its way"


async def test_the_names_of_staff_are_not_told(shop: BuiltShop) -> None:
    page = await shown(shop, (await shipped(shop)).number)
    assert {entry.who for entry in page.events} <= {"", "Shop", "You"}
    assert CLERK.name not in str(page)


async def test_what_is_on_its_way_cannot_be_cancelled(shop: BuiltShop) -> None:
    order = await shipped(shop)
    state = a_guest(shop).at(OrderState, f"/orders/{order.number}?key={access_token(order.id)}")
    await call(state, "cancel")
    assert state.refusal is not None
    assert state.refusal.code == "move_refused"
    assert not state.order.may_cancel
    assert await status_of(shop, order.number) == OrderStatus.OPEN


async def test_an_expired_order_says_so_and_can_be_ordered_again(shop: BuiltShop) -> None:
    placed = await an_order(shop, quantity=2)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number, lock=True)
        order.hold_expires_at = clock.now() - timedelta(minutes=5)
    await expiring.expire_unpaid()
    guest = a_guest(shop)
    page = await shown(shop, placed.number)
    assert page.text.startswith("It was not paid in time.")
    state = guest.at(OrderState, f"/orders/{placed.number}?key={placed.access_token}")
    assert "/cart" in str(await call(state, "again"))
    assert [(line.sku, line.quantity) for line in (await guest.cart()).lines] == [("TEA", 2)]


@pytest.mark.parametrize("method", ["", "cash", "CARD", "x" * 300, None, 7, ["card"]])
async def test_an_odd_way_to_pay_is_refused_and_no_attempt_is_made(
    shop: BuiltShop, method: object
) -> None:
    placed = await an_order(shop)
    state = a_guest(shop).at(OrderState, f"/orders/{placed.number}?key={placed.access_token}")
    await call(state, "pay", method)
    assert state.refusal is not None
    assert state.refusal.code == "invalid"
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        assert (await order_view(session, order, "en")).payments == ()


async def test_an_order_that_is_paid_at_the_door_says_so_and_asks_for_nothing_now(
    shop: BuiltShop,
) -> None:
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        session.add(PaymentMethod(code="cod", enabled=True, position=0))
    guest = a_guest(shop)
    state = guest.at(OrderState, f"/orders/{placed.number}?key={placed.access_token}")
    await call(state, "pay", "cod")
    assert state.order.title == "Confirmed: you pay when it arrives"
    assert state.order.text == "Please have CN¥18.00 ready for the courier."
    assert (state.order.to_pay, state.order.methods, state.order.paid) == ("", [], False)
    assert state.order.may_cancel
    assert [(amount.label, amount.value) for amount in state.order.amounts][-1] == (
        "To pay at the door",
        "CN¥18.00",
    )
