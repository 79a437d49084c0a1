"""Rows of goods that fit whoever is here: what they looked at, what others bought with it."""

import pytest

from commerce.db.session import transaction
from commerce.recommendations.looking import note_look
from commerce.recommendations.models import BoughtTogether
from storefront.cart.owner import scope_of
from storefront.cart.state import CartState
from storefront.strips.state import StripsState
from tests.commerce.recommendations.ids import ids_of
from tests.storefront.browsed import a_browsed_shop
from tests.storefront.visitor import a_customer, a_guest, call

pytestmark = pytest.mark.usefixtures("shop_database")


async def look(guest, *slugs):
    async with transaction(guest.shop.id) as session:
        for slug in slugs:
            (found,) = await ids_of(session, slug)
            await note_look(session, scope_of(guest.owner), found)


async def goes_with(shop, slug, other, customers=2):
    async with transaction(shop.id) as session:
        one, two = await ids_of(session, slug, other)
        session.add(BoughtTogether(product_id=one, other_id=two, customers=customers))


async def on_home(guest):
    state = guest.at(StripsState)
    await call(state, "load_home")
    assert state.refusal is None
    return slugs(state.liked), slugs(state.looked)


async def on_product(guest, slug):
    state = guest.at(StripsState, f"/p/{slug}/")
    await call(state, "load_product")
    assert state.refusal is None
    return slugs(state.together), slugs(state.looked)


async def in_cart(guest):
    state = guest.at(CartState, "/cart/")
    await call(state, "remove", "NONE")  # any change shows the cart anew
    assert state.refusal is None
    return slugs(state.together)


def slugs(tiles):
    return [tile.slug for tile in tiles]


async def test_a_product_shows_what_others_bought_with_it_and_what_one_saw_before():
    guest = a_guest(await a_browsed_shop())
    await goes_with(guest.shop, "green-tea", "cotton-tee")
    await look(guest, "harbour-cap", "green-tea")
    assert await on_product(guest, "green-tea") == (["cotton-tee"], ["harbour-cap"])
    assert await on_product(guest, "nothing") == ([], ["green-tea", "harbour-cap"])


async def test_to_open_a_product_is_to_look_at_it():
    guest = a_guest(await a_browsed_shop())
    assert await on_product(guest, "green-tea") == ([], [])
    assert await on_product(guest, "cotton-tee") == ([], ["green-tea"])
    assert await on_home(guest) == ([], ["cotton-tee", "green-tea"])


async def test_a_browser_without_any_cookie_leaves_nothing_behind():
    guest = a_guest(await a_browsed_shop())
    nobody = type(guest)(guest.shop, type(guest.owner)(None, None), {})
    assert await on_product(nobody, "green-tea") == ([], [])
    assert await on_home(nobody) == ([], [])


async def test_the_cart_shows_what_goes_with_its_goods_but_nothing_that_lies_in_it():
    guest = a_guest(await a_browsed_shop())
    await goes_with(guest.shop, "green-tea", "cotton-tee")
    assert await in_cart(guest) == []
    await guest.fill(TEA=1)
    assert await in_cart(guest) == ["cotton-tee"]
    await guest.fill(**{"TEE-INK-S": 1})
    assert await in_cart(guest) == []


async def test_home_goes_by_what_one_looked_at_until_it_is_to_be_forgotten():
    guest = a_guest(await a_browsed_shop())
    await goes_with(guest.shop, "green-tea", "cotton-tee")
    assert await on_home(guest) == ([], [])
    await look(guest, "green-tea")
    assert await on_home(guest) == (["cotton-tee"], ["green-tea"])
    state = guest.at(StripsState)
    await call(state, "forget")
    assert await on_home(guest) == ([], [])


async def test_nobody_sees_what_another_looked_at():
    guest = a_guest(await a_browsed_shop())
    await look(guest, "green-tea")
    assert await on_home(a_guest(guest.shop)) == ([], [])
    customer, _id = await a_customer(guest.shop)
    await look(customer, "cotton-tee")
    assert await on_home(customer) == ([], ["cotton-tee"])
    assert await on_home(guest) == ([], ["green-tea"])
