"""Putting a cart right: undo, what is left, and what stays after the order."""

import pytest
from sqlmodel import col, update

from commerce.carts import editing, mending, ordering
from commerce.carts.editing import CartOwner, draft_of, find_cart
from commerce.carts.queries import cart_view
from commerce.catalog.models import Variant
from commerce.db.session import transaction
from commerce.ids import new_id, new_token
from commerce.people.models import Customer
from commerce.stock.models import Stock
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_cart(shop: BuiltShop, owner: CartOwner, **wanted: int) -> None:
    async with transaction(shop.id) as session:
        for sku, quantity in wanted.items():
            await editing.add_line(session, owner, sku, quantity, {})


async def skus(shop: BuiltShop, owner: CartOwner) -> list[tuple[str, int]]:
    async with transaction(shop.id) as session:
        view = await cart_view(session, shop.view, owner, "en")
    return [(line.sku, line.quantity) for line in view.lines]


async def leave(shop: BuiltShop, sku: str, available: int) -> None:
    async with transaction(shop.id) as session:
        row = await session.get_one(Stock, shop.variants[sku])
        row.available = available


@pytest.fixture
async def shop() -> BuiltShop:
    shop = await a_shop()
    for sku in ("TEA", "CUP", "LAMP"):
        shop = await a_product(shop, sku, stock=10)
    return shop


@pytest.fixture
def guest() -> CartOwner:
    return CartOwner(None, new_token())


async def test_a_line_taken_out_goes_back_to_its_place_with_its_quantity(
    shop: BuiltShop, guest: CartOwner
) -> None:
    await a_cart(shop, guest, TEA=2, CUP=1)
    async with transaction(shop.id) as session:
        removed = await mending.take_out(session, guest, "TEA")
    assert await skus(shop, guest) == [("CUP", 1)]
    assert removed is not None
    async with transaction(shop.id) as session:
        await mending.put_back(session, guest, removed)
    assert await skus(shop, guest) == [("TEA", 2), ("CUP", 1)]


async def test_undo_does_not_overwrite_what_another_tab_added_meanwhile(
    shop: BuiltShop, guest: CartOwner
) -> None:
    await a_cart(shop, guest, TEA=2)
    async with transaction(shop.id) as session:
        removed = await mending.take_out(session, guest, "TEA")
    assert removed is not None
    await a_cart(shop, guest, TEA=5)
    async with transaction(shop.id) as session:
        await mending.put_back(session, guest, removed)
    assert await skus(shop, guest) == [("TEA", 5)]


async def test_what_is_left_is_taken_and_what_is_gone_is_dropped(
    shop: BuiltShop, guest: CartOwner
) -> None:
    await a_cart(shop, guest, TEA=5, CUP=1, LAMP=3)
    await leave(shop, "TEA", 2)
    await leave(shop, "CUP", 0)
    async with transaction(shop.id) as session:
        changed = await mending.take_what_is_left(session, shop.view, guest)
    assert changed == 2
    assert await skus(shop, guest) == [("TEA", 2), ("LAMP", 3)]


async def test_a_variant_that_is_no_longer_sold_is_dropped_too(
    shop: BuiltShop, guest: CartOwner
) -> None:
    await a_cart(shop, guest, TEA=1, CUP=1)
    async with transaction(shop.id) as session:
        await session.exec(
            update(Variant).where(col(Variant.id) == shop.variants["TEA"]).values(active=False)
        )
    async with transaction(shop.id) as session:
        await mending.take_what_is_left(session, shop.view, guest)
    assert await skus(shop, guest) == [("CUP", 1)]


@pytest.mark.parametrize(("signed_in", "left"), [(False, {"name": "Li"}), (True, {})])
async def test_after_the_order_a_guest_keeps_the_draft_and_a_customer_does_not(
    shop: BuiltShop, guest: CartOwner, signed_in: bool, left: dict[str, str]
) -> None:
    owner = guest
    if signed_in:
        customer = Customer()
        async with transaction(shop.id) as session:
            session.add(customer)
        owner = CartOwner(customer.id, None)
    await a_cart(shop, owner, TEA=1)
    async with transaction(shop.id) as session:
        await editing.save_draft(session, owner, {"name": "Li"})
        cart = await find_cart(session, owner)
        assert cart is not None
        key = cart.place_key
    await ordering.empty(shop.id, owner, key)
    async with transaction(shop.id) as session:
        cart = await find_cart(session, owner)
        assert cart is not None
        assert draft_of(cart) == left
        assert cart.place_key != key
    assert await skus(shop, owner) == []


async def test_only_the_cart_that_became_the_order_is_emptied(
    shop: BuiltShop, guest: CartOwner
) -> None:
    await a_cart(shop, guest, TEA=1)
    await ordering.empty(shop.id, guest, new_id())
    assert await skus(shop, guest) == [("TEA", 1)]
