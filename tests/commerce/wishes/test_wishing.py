"""Wish lists: whose they are, and how a guest's joins an account."""

import pytest

from commerce.carts.editing import CartOwner
from commerce.catalog.models import Product, Variant
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound, NotSignedIn
from commerce.ids import new_token
from commerce.people.models import Customer
from commerce.wishes import wishing
from commerce.wishes.queries import is_wished, wished
from tests.builders import BuiltShop, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop()), "CUP")


async def slug_of(shop: BuiltShop, sku: str) -> str:
    async with transaction(shop.id) as session:
        variant = await session.get(Variant, shop.variants[sku])
        assert variant is not None
        product = await session.get(Product, variant.product_id)
        assert product is not None
        return product.slug


async def wish(shop: BuiltShop, owner: CartOwner, *skus: str) -> None:
    for sku in skus:
        slug = await slug_of(shop, sku)
        async with transaction(shop.id) as session:
            await wishing.wish(session, owner, slug)


async def names(shop: BuiltShop, owner: CartOwner) -> list[str]:
    async with transaction(shop.id) as session:
        return [card.name for card in await wished(session, shop.view, owner, "en")]


async def a_customer(shop: BuiltShop) -> CartOwner:
    async with transaction(shop.id) as session:
        session.add(row := Customer())
        await session.flush()
        return CartOwner(row.id, None)


def a_guest() -> CartOwner:
    return CartOwner(None, new_token())


async def test_a_list_holds_each_product_once_the_newest_first(shop: BuiltShop) -> None:
    guest = a_guest()
    await wish(shop, guest, "TEA", "CUP", "TEA")
    assert await names(shop, guest) == ["Product CUP", "Product TEA"]
    assert await names(shop, a_guest()) == []


async def test_what_is_taken_off_is_gone_from_ones_own_list_alone(shop: BuiltShop) -> None:
    guest, other = a_guest(), a_guest()
    for owner in (guest, other):
        await wish(shop, owner, "TEA")
    slug = await slug_of(shop, "TEA")
    async with transaction(shop.id) as session:
        await wishing.unwish(session, guest, slug)
        assert not await is_wished(session, guest, slug)
        assert await is_wished(session, other, slug)


async def test_a_guests_list_joins_the_account_once_at_log_in(shop: BuiltShop) -> None:
    guest, customer = a_guest(), await a_customer(shop)
    await wish(shop, customer, "TEA")
    await wish(shop, guest, "TEA", "CUP")
    async with transaction(shop.id) as session:
        assert customer.customer_id is not None
        await wishing.bring_wishes(session, guest.token, customer.customer_id)
    assert sorted(await names(shop, customer)) == ["Product CUP", "Product TEA"]
    assert await names(shop, guest) == []


async def test_a_list_that_is_full_takes_no_more(
    shop: BuiltShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wishing, "MOST", 1)
    guest, customer = a_guest(), await a_customer(shop)
    await wish(shop, guest, "TEA")
    with pytest.raises(InvalidInput):
        await wish(shop, guest, "CUP")
    await wish(shop, customer, "CUP")
    async with transaction(shop.id) as session:
        assert customer.customer_id is not None
        await wishing.bring_wishes(session, guest.token, customer.customer_id)
    assert await names(shop, customer) == ["Product CUP"]


async def test_nobody_has_no_list_and_no_other_shop_has_the_product(shop: BuiltShop) -> None:
    slug, other = await slug_of(shop, "TEA"), await a_shop()
    async with transaction(other.id) as session:
        with pytest.raises(NotFound):
            await wishing.wish(session, a_guest(), slug)
    async with transaction(shop.id) as session:
        with pytest.raises(NotSignedIn):
            await wishing.wish(session, CartOwner(None, None), slug)
        assert not await is_wished(session, CartOwner(None, None), slug)
