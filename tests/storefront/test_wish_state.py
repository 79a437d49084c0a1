"""The heart, the list and 'tell me when it is back', as a page calls them."""

import pytest
from sqlmodel import select

from commerce.db.session import transaction
from commerce.people.contacts import email_index
from commerce.wishes.models import NoticeRefusal, StockWait
from commerce.wishes.stopping import stop_link
from storefront.wishes.list_state import WishListState
from storefront.wishes.state import WishState
from storefront.wishes.stop_state import StopState
from tests.builders import BuiltShop
from tests.storefront.browsed import a_browsed_shop
from tests.storefront.visitor import a_customer, a_guest, call

pytestmark = pytest.mark.usefixtures("shop_database")
CAP = "/p/harbour-cap/"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_browsed_shop()


async def test_the_heart_keeps_a_product_on_the_guests_list(shop: BuiltShop) -> None:
    guest = a_guest(shop)
    heart = guest.at(WishState, "/p/green-tea/")
    await call(heart, "load")
    assert not heart.wished
    said = await call(heart, "keep", True)
    assert "It is on your wish list." in str(said)
    assert heart.wished
    page = guest.at(WishListState, "/account/wishes/")
    await call(page, "load")
    assert [tile.slug for tile in page.tiles] == ["green-tea"]
    assert not page.signed_in
    await call(page, "remove", "green-tea")
    assert page.tiles == []
    await call(heart, "load")
    assert not heart.wished


@pytest.mark.parametrize("odd", ["true", None, 1, [True], {}])
async def test_the_heart_takes_nothing_but_yes_and_no(shop: BuiltShop, odd: object) -> None:
    heart = a_guest(shop).at(WishState, "/p/green-tea/")
    await call(heart, "keep", odd)
    assert heart.refusal is not None
    assert not heart.wished


async def test_a_customer_sees_what_they_wait_for_and_gives_it_up(shop: BuiltShop) -> None:
    customer, _ = await a_customer(shop)
    waiting = customer.at(WishState, CAP)
    await call(waiting, "tell_me", {"sku": "CAP", "reach": "Mei@Example.com"})
    assert waiting.refusal is None
    assert (waiting.told_sku, waiting.told_at) == ("CAP", "m***@example.com")
    page = customer.at(WishListState, "/account/wishes/")
    await call(page, "load")
    assert [(wait.name, wait.reach) for wait in page.waits] == [("Harbour cap", "m***@example.com")]
    await call(page, "give_up", page.waits[0].id)
    assert page.waits == []


async def test_a_wrong_contact_is_told_at_its_field(shop: BuiltShop) -> None:
    asking = a_guest(shop).at(WishState, CAP)
    for reach, words in {"": "Please fill this in.", "12": "This is not a phone number"}.items():
        await call(asking, "tell_me", {"sku": "CAP", "reach": reach})
        assert asking.refusal is not None
        assert asking.refusal.fields["reach"].startswith(words)
    assert asking.attempt == 2
    assert asking.told_sku == ""


async def test_the_link_in_a_message_stops_them(shop: BuiltShop) -> None:
    guest, reach = a_guest(shop), "mei@example.com"
    asking = guest.at(WishState, CAP)
    await call(asking, "tell_me", {"sku": "CAP", "reach": reach})
    path = "/" + stop_link(shop.id, email_index(reach), "en").split("/", 3)[3]
    page = guest.at(StopState, path)
    await call(page, "load")
    assert page.refusal is None
    await call(page, "stop")
    assert page.done
    async with transaction(shop.id) as session:
        assert (await session.exec(select(StockWait))).all() == []
        assert len((await session.exec(select(NoticeRefusal))).all()) == 1


async def test_a_link_that_is_not_whole_says_so(shop: BuiltShop) -> None:
    page = a_guest(shop).at(StopState, "/stop/?to=abc")
    await call(page, "load")
    assert page.refusal is not None
    await call(page, "stop")
    assert not page.done
