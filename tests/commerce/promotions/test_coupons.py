"""Coupons on orders: what they take off, what is kept of it, their limits, and giving them back."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import CouponRefused, PriceChanged
from commerce.ids import new_id
from commerce.money import Money
from commerce.orders import cancelling, expiring
from commerce.orders.access import order_by_number
from commerce.orders.models import OrderLine
from commerce.orders.paying import mark_paid
from commerce.orders.refund_pieces import RefundPieces, refund_comes_to
from commerce.promotions.models import CouponUse, Promotion
from tests.builders import (
    CLERK,
    a_coupon,
    a_paid_order,
    a_payment,
    a_product,
    a_shop,
    an_order,
    stock_of,
    uses_of,
)

pytestmark = pytest.mark.usefixtures("shop_database")
YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


async def a_stocked_shop(**changes):
    shop = await a_product(await a_shop(**changes), "TEA", price=1_000, stock=50)
    return await a_product(shop, "CUP", price=500, stock=50)


async def kept_of(shop, number):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        lines = await session.exec(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(col(OrderLine.n))
        )
        use = await session.get(CouponUse, order.id)
        assert use
        return order, lines.all(), use


async def cause_of(shop, **changes):
    with pytest.raises(CouponRefused) as refused:
        await an_order(shop, **changes)
    return refused.value


TEA_AND_CUP = [{"sku": "TEA", "quantity": 1}, {"sku": "CUP", "quantity": 1}]


async def test_an_amount_is_split_over_the_lines_and_kept_on_the_order():
    shop = await a_stocked_shop()
    await a_coupon(shop, off_minor=200)
    placed = await an_order(shop, lines=TEA_AND_CUP, coupon=" save ")
    order, lines, use = await kept_of(shop, placed.number)
    assert (order.items_minor, order.discount_minor, order.total_minor) == (1_500, 200, 2_100)
    assert [(line.discount_minor, line.total_minor) for line in lines] == [(133, 867), (67, 433)]
    assert order.coupon == use.code == "SAVE"
    assert (use.off_minor, use.delivery_off_minor, use.lines) == (200, 0, {"1": 133, "2": 67})
    assert await uses_of(shop) == 1


async def test_a_percentage_comes_after_the_threshold_discount_and_stops_at_its_most():
    shop = await a_stocked_shop()
    await a_coupon(shop, kind="percent", percent=50, off_minor=300)
    async with transaction(shop.id) as session:
        session.add(Promotion(name={}, from_minor=1_000, off_minor=500))
    placed = await an_order(shop, lines=TEA_AND_CUP, coupon="SAVE")
    order, lines, use = await kept_of(shop, placed.number)
    assert (order.discount_minor, use.off_minor) == (800, 300)  # 50 % of 10.00, at most 3.00
    assert sum(line.discount_minor for line in lines) == 800


async def test_a_coupon_that_does_not_combine_stands_in_the_place_of_the_threshold():
    shop = await a_stocked_shop()
    await a_coupon(shop, off_minor=600, combines=False)
    await a_coupon(shop, "LESS", off_minor=500, combines=False)
    async with transaction(shop.id) as session:
        session.add(Promotion(name={}, from_minor=1_000, off_minor=500))
    placed = await an_order(shop, lines=TEA_AND_CUP, coupon="SAVE")
    assert placed.total == Money(1_500 - 600 + 800, "CNY")
    assert (await cause_of(shop, lines=TEA_AND_CUP, coupon="LESS")).cause == "discount_is_better"
    assert await uses_of(shop, "LESS") == 0


async def test_delivery_becomes_cheaper_or_free():
    shop = await a_stocked_shop()
    await a_coupon(shop, "FREE", kind="delivery")
    await a_coupon(shop, "LESS", kind="delivery", off_minor=300)
    free, cheaper = await an_order(shop, coupon="FREE"), await an_order(shop, coupon="LESS")
    assert (free.total.minor, cheaper.total.minor) == (1_000, 1_500)
    _, _, use = await kept_of(shop, cheaper.number)
    assert (use.off_minor, use.delivery_off_minor, use.lines) == (0, 300, {})


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"enabled": False}, "unknown"),
        ({"valid_from": TOMORROW}, "not_yet"),
        ({"valid_until": YESTERDAY / 2}, "expired"),
        ({"total_most": 0}, "used_up"),
    ],
)
async def test_a_coupon_that_does_not_hold_says_why_and_nothing_is_written(changes, cause):
    moments = {k: clock.now() + v for k, v in changes.items() if isinstance(v, timedelta)}
    shop = await a_stocked_shop()
    await a_coupon(shop, **(changes | moments))
    assert (await cause_of(shop, coupon="SAVE")).cause == cause
    assert (await cause_of(shop, coupon="OTHER")).cause == "unknown"
    assert await stock_of(shop) == 50


async def test_a_coupon_says_how_much_is_missing_for_it():
    shop = await a_stocked_shop()
    await a_coupon(shop, from_minor=1_700)
    refused = await cause_of(shop, coupon="SAVE")
    assert (refused.cause, refused.missing) == ("threshold", Money(700, "CNY"))


async def test_a_customer_is_known_by_phone_or_mail():
    shop = await a_stocked_shop()
    await a_coupon(shop, customer_most=1)
    await an_order(shop, coupon="SAVE")
    by_mail = {"name": "Li", "email": "li@example.com"}
    assert (await cause_of(shop, coupon="SAVE", contact=by_mail)).cause == "used_by_you"
    other = {"name": "Han", "phone": "13800138001"}
    await an_order(shop, coupon="SAVE", contact=other)
    assert await uses_of(shop) == 2


async def test_the_same_key_uses_a_coupon_once():
    shop = await a_stocked_shop()
    await a_coupon(shop, total_most=1)
    key = new_id().hex
    first, again = [await an_order(shop, key=key, coupon="SAVE") for _ in range(2)]
    assert first.number == again.number
    assert await uses_of(shop) == 1


async def test_a_cancelled_order_gives_its_coupon_back():
    shop = await a_stocked_shop()
    await a_coupon(shop, total_most=1, customer_most=1)
    placed = await an_order(shop, coupon="SAVE")
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number, lock=True)
        await cancelling.cancel(session, order, CLERK)
    assert await uses_of(shop) == 0
    await an_order(shop, coupon="SAVE")
    assert await uses_of(shop) == 1


async def expired(shop, number):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number, lock=True)
        order.hold_expires_at = clock.now() - timedelta(hours=1)
    while await expiring.expire_unpaid():
        pass


async def paid_late(shop, number):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number, lock=True)
        payment = a_payment(order)
        session.add(payment)
        await session.flush()
        return await mark_paid(session, order, payment)


async def test_an_expired_order_gives_its_coupon_back_and_takes_it_again_when_paid_late():
    shop = await a_stocked_shop()
    await a_coupon(shop, total_most=1)
    placed = await an_order(shop, coupon="SAVE")
    await expired(shop, placed.number)
    assert await uses_of(shop) == 0
    assert await paid_late(shop, placed.number) == "paid_late"
    assert await uses_of(shop) == 1


async def test_who_pays_late_for_a_coupon_that_others_used_up_gets_the_money_back():
    shop = await a_stocked_shop()
    await a_coupon(shop, total_most=1)
    placed = await an_order(shop, coupon="SAVE")
    await expired(shop, placed.number)
    await an_order(shop, coupon="SAVE")
    assert await paid_late(shop, placed.number) == "refunded_late"
    assert await uses_of(shop) == 1
    assert await stock_of(shop) == 49


async def test_an_edited_coupon_is_quoted_anew_not_sold_under_the_old_terms():
    shop = await a_stocked_shop()
    coupon = await a_coupon(shop, off_minor=200)
    total = {"minor": 1_600, "currency": "CNY"}
    async with transaction(shop.id) as session:
        row = await session.get(type(coupon), coupon.id)
        assert row
        row.off_minor, row.version = 100, 2
    with pytest.raises(PriceChanged) as changed:
        await an_order(shop, coupon="SAVE", expected_total=total)
    assert changed.value.actual == Money(1_700, "CNY")


async def test_a_part_refund_returns_what_was_paid_after_the_coupon():
    shop = await a_stocked_shop()
    await a_coupon(shop, off_minor=200)
    order = await a_paid_order(shop, lines=TEA_AND_CUP, coupon="SAVE")
    async with transaction(shop.id) as session:
        asked = RefundPieces(request_key=new_id(), lines={1: 1})
        assert await refund_comes_to(session, order.number, asked) == Money(867, "CNY")
