"""A cart on its way to an order: read and emptied for many at once, each its own."""

import asyncio

import pytest
from sqlmodel import col, update

from commerce.carts import editing
from commerce.carts.editing import CartOwner, find_cart
from commerce.carts.ordering import CartToOrder, cart_to_order, empty
from commerce.catalog.models import Variant
from commerce.db.session import transaction
from commerce.ids import new_id, new_token
from commerce.people.models import Customer
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    shop = await a_shop()
    for sku in ("TEA", "CUP"):
        shop = await a_product(shop, sku, stock=10)
    return shop


async def a_cart(shop: BuiltShop, owner: CartOwner, **wanted: int) -> CartOwner:
    async with transaction(shop.id) as session:
        for sku, quantity in wanted.items():
            await editing.add_line(session, owner, sku, quantity, {})
    return owner


def a_guest() -> CartOwner:
    return CartOwner(None, new_token())


async def a_customer(shop: BuiltShop) -> CartOwner:
    customer = Customer()
    async with transaction(shop.id) as session:
        session.add(customer)
    return CartOwner(customer.id, None)


async def key_of(shop: BuiltShop, owner: CartOwner) -> object:
    async with transaction(shop.id) as session:
        cart = await find_cart(session, owner)
        assert cart is not None
        return cart.place_key


def lines(cart: CartToOrder | None) -> list[tuple[str, int]]:
    assert cart is not None
    return [(line.sku, line.quantity) for line in cart.lines]


async def test_many_at_once_are_each_given_their_own_in_the_order_of_its_lines(
    shop: BuiltShop,
) -> None:
    guest = await a_cart(shop, a_guest(), CUP=2, TEA=1)
    customer = await a_cart(shop, await a_customer(shop), TEA=3)
    cleared = await a_cart(shop, a_guest(), TEA=1)
    async with transaction(shop.id) as session:
        await editing.set_quantity(session, cleared, "TEA", 0)
    found = await asyncio.gather(
        *(cart_to_order(shop.id, who) for who in (guest, customer, cleared, a_guest(), guest))
    )
    assert lines(found[0]) == lines(found[4]) == [("CUP", 2), ("TEA", 1)]
    assert lines(found[1]) == [("TEA", 3)]
    assert lines(found[2]) == []
    assert found[3] is None
    assert found[0] is not None
    assert found[0].place_key == await key_of(shop, guest)


async def test_nobody_without_an_owner_and_no_other_shop_finds_a_cart(shop: BuiltShop) -> None:
    guest = await a_cart(shop, a_guest(), TEA=1)
    other = await a_shop()
    assert await cart_to_order(other.id, guest) is None
    assert await cart_to_order(shop.id, CartOwner(None, None)) is None
    assert await cart_to_order(shop.id, CartOwner(None, "")) is None


async def test_what_is_not_sold_any_more_still_lies_in_the_cart(shop: BuiltShop) -> None:
    guest = await a_cart(shop, a_guest(), TEA=1)
    async with transaction(shop.id) as session:
        await session.exec(update(Variant).where(col(Variant.sku) == "TEA").values(active=False))
    assert lines(await cart_to_order(shop.id, guest)) == [("TEA", 1)]


async def test_only_carts_that_their_own_key_made_an_order_of_are_emptied(shop: BuiltShop) -> None:
    owners = [await a_cart(shop, a_guest(), TEA=n) for n in (1, 2, 3)]
    other = await a_shop()
    found = [await cart_to_order(shop.id, owner) for owner in owners]
    keys = [cart.place_key for cart in found if cart]
    await asyncio.gather(
        empty(shop.id, owners[0], keys[0]),
        empty(shop.id, owners[0], keys[0]),
        empty(shop.id, owners[1], keys[0]),
        empty(shop.id, owners[1], new_id()),
        empty(other.id, owners[2], keys[2]),
    )
    left = [lines(await cart_to_order(shop.id, owner)) for owner in owners]
    assert left == [[], [("TEA", 2)], [("TEA", 3)]]
    assert await key_of(shop, owners[0]) != keys[0]
    assert await key_of(shop, owners[1]) == keys[1]
