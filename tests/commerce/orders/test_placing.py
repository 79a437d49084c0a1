"""Placing an order: all of it or nothing, once a key, at the price that was seen."""

import pytest
from sqlmodel import func, select

from commerce.db.session import transaction
from commerce.errors import (
    CouponRefused,
    IdempotencyKeyReused,
    InvalidInput,
    OrderingPaused,
    OutOfStock,
    PriceChanged,
    Short,
)
from commerce.ids import is_order_number
from commerce.money import Money
from commerce.orders.access import order_by_number
from commerce.orders.commands import PlaceOrder
from commerce.orders.models import IdempotencyKey, Order, OrderLine
from commerce.orders.queries import order_view
from tests.builders import a_product, a_shop, an_order, an_order_body, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def orders_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Order))).one()


async def test_an_order_keeps_what_it_was_sold_under():
    shop = await a_product(await a_shop(), price=1_130, stock=10)
    placed = await an_order(shop, quantity=3)
    assert is_order_number(placed.number)
    assert (placed.status, placed.payment_status, placed.fulfilment_status) == (
        "open",
        "unpaid",
        "unfulfilled",
    )
    assert placed.total == Money(3 * 1_130 + 800, "CNY")
    async with transaction(shop.id) as session:
        view = await order_view(session, await order_by_number(session, placed.number), "zh")
    assert view.tax == Money(390 + 92, "CNY")
    assert view.contact.phone == "+8613800138000"
    assert view.address is not None
    assert view.address.line1 == "南京路 1 号"
    assert [(line.sku, line.name, line.quantity, line.total.minor) for line in view.lines] == [
        ("TEA", "商品 TEA", 3, 3_390)
    ]
    assert [(event.kind, event.actor_kind) for event in view.events] == [("placed", "guest")]
    assert await stock_of(shop) == 7


async def test_the_same_key_and_body_is_the_same_order():
    shop = await a_product(await a_shop())
    first = await an_order(shop, key="the-same-key")
    assert await an_order(shop, key="the-same-key") == first
    assert await orders_in(shop) == 1
    assert await stock_of(shop) == 9


async def test_the_same_key_with_another_body_is_refused():
    shop = await a_product(await a_shop())
    await an_order(shop, key="the-same-key")
    with pytest.raises(IdempotencyKeyReused):
        await an_order(shop, quantity=2, key="the-same-key")
    assert await stock_of(shop) == 9


async def test_too_little_stock_writes_nothing_and_says_what_is_left():
    shop = await a_product(await a_product(await a_shop()), "CUP", stock=2)
    lines = [{"sku": "TEA", "quantity": 1}, {"sku": "CUP", "quantity": 3}]
    with pytest.raises(OutOfStock) as refused:
        await an_order(shop, lines=lines)
    assert refused.value.short == (Short("CUP", wanted=3, left=2),)
    assert await orders_in(shop) == 0
    assert (await stock_of(shop), await stock_of(shop, "CUP")) == (10, 2)
    async with transaction(shop.id) as session:
        assert (await session.exec(select(func.count()).select_from(IdempotencyKey))).one() == 0


async def test_another_total_than_was_seen_is_refused_with_both():
    shop = await a_product(await a_shop())
    with pytest.raises(PriceChanged) as refused:
        await an_order(shop, expected_total={"minor": 1, "currency": "CNY"})
    assert refused.value.actual == Money(1_800, "CNY")
    assert await orders_in(shop) == 0


async def test_a_paused_shop_takes_no_order():
    shop = await a_product(await a_shop(ordering_paused=True))
    with pytest.raises(OrderingPaused):
        await an_order(shop)


async def test_another_shops_sku_is_unknown():
    other = await a_product(await a_shop(), "THEIRS")
    mine = await a_product(await a_shop(), "MINE")
    with pytest.raises(InvalidInput) as refused:
        await an_order(mine, "THEIRS")
    assert refused.value.problems[0].code == "unknown_sku"
    assert await stock_of(other, "THEIRS") == 10


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "TEA", "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "TEA", "quantity": True}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "TEA", "quantity": 10**9}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "TE\x00A", "quantity": 1}]}, "lines.0.sku"),
        ({"contact": {"name": "Li"}}, "contact.phone"),
        ({"contact": {"name": "Li", "phone": "12"}}, "contact.phone"),
        ({"contact": {"name": "L\x00i", "phone": "13800138000"}}, "contact.name"),
        ({"contact": {"name": "Li", "email": "li@"}}, "contact.email"),
        ({"address": None}, "address"),
        ({"address": {"country": "CN", "city": "", "line1": "x"}}, "address.city"),
        ({"delivery_method": None}, "delivery_method"),
        ({"delivery_method": "pigeon"}, "delivery_method"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(changes, field):
    shop = await a_product(await a_shop())
    with pytest.raises(InvalidInput) as refused:
        await an_order(shop, **changes)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert await orders_in(shop) == 0


async def test_an_unknown_coupon_is_refused():
    shop = await a_product(await a_shop())
    with pytest.raises(CouponRefused):
        await an_order(shop, coupon="FREE")


async def test_personal_data_is_not_readable_in_the_tables():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        line = (await session.exec(select(OrderLine))).one()
    stored = bytes(order.contact_sealed) + bytes(order.address_sealed or b"")
    assert b"13800138000" not in stored
    assert "南京路".encode() not in stored
    assert line.order_id == order.id


def test_a_digest_is_bound_to_the_whole_body():
    one = PlaceOrder.parse(an_order_body(), "CN").digest()
    assert PlaceOrder.parse(an_order_body(), "CN").digest() == one
    assert PlaceOrder.parse(an_order_body(quantity=2), "CN").digest() != one
