"""Reviews as a visitor's browser reads and writes them."""

import pytest

from storefront.products.state import ProductState
from storefront.reviews.own_state import OwnReviewsState
from storefront.reviews.state import OwnReview, ProductReviewsState
from tests.builders import BuiltShop, a_product, a_shop
from tests.commerce.reviews.test_reviews import arrived
from tests.storefront.visitor import Visitor, a_customer, a_guest, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
TEA = "/p/tea/"


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), slug="tea", stock=50)


async def a_buyer(shop: BuiltShop) -> Visitor:
    visitor, customer_id = await a_customer(shop)
    await arrived(shop, customer_id)
    return visitor


async def opened(visitor: Visitor) -> ProductReviewsState:
    state = visitor.at(ProductReviewsState, TEA)
    await call(state, "load")
    return state


async def test_a_buyer_writes_one_and_everybody_reads_it(shop: BuiltShop):
    buyer = await a_buyer(shop)
    state = await opened(buyer)
    assert (state.own, state.reviews) == (OwnReview(may=True), [])
    await call(state, "choose", 4)
    assert state.stars == "4"
    await call(state, "write", {"stars": "4", "text": "Good\n<b>tea</b>"})
    assert (state.refusal, state.own) == (None, OwnReview(True, True, "Good\n<b>tea</b>", ""))
    guest = await opened(a_guest(shop))
    assert guest.own == OwnReview()
    [one] = guest.reviews
    assert (one.by, one.signs, one.stars) == ("A customer", "★★★★☆", "4 stars")
    assert one.text == "Good\n<b>tea</b>"
    product = a_guest(shop).at(ProductState, TEA)
    await call(product, "read_again")
    assert (product.product.rating, product.product.rating_signs) == (
        "4.0 of 5 · 1 review",
        "★★★★☆",
    )


async def test_it_is_changed_and_taken_back(shop: BuiltShop):
    state = await opened(await a_buyer(shop))
    await call(state, "write", {"stars": "1", "text": "x@y.example"})
    assert state.own.told == "The shop looks at it before it is shown."
    await call(state, "write", {"stars": "5", "text": ""})
    await call(state, "remove")
    assert (state.refusal, state.own, state.reviews) == (None, OwnReview(may=True), [])


async def test_without_stars_it_says_so_at_the_stars(shop: BuiltShop):
    state = await opened(await a_buyer(shop))
    await call(state, "write", {"text": "Good"})
    assert state.refusal is not None
    assert state.refusal.fields == {"stars": "Choose from one star to five."}
    assert state.attempt == 1


async def test_who_did_not_receive_it_is_told_so(shop: BuiltShop):
    visitor, _ = await a_customer(shop)
    state = await opened(visitor)
    await call(state, "write", {"stars": "5"})
    assert state.refusal is not None
    assert state.refusal.fields["stars"] == "Whoever bought it here and received it can review it."
    assert (state.own.may, state.reviews) == (False, [])


async def test_a_guest_is_led_to_the_log_in(shop: BuiltShop):
    state = await opened(a_guest(shop))
    for handler, payload in (("write", [{"stars": "5"}]), ("remove", [])):
        with pytest.raises(Refused):
            await call(state, handler, *payload)


async def test_the_account_lists_what_to_review_and_what_was(shop: BuiltShop):
    buyer = await a_buyer(shop)
    own = buyer.at(OwnReviewsState, "/zh/account/reviews/")
    await call(own, "load")
    assert [(one.name, one.href) for one in own.open] == [("商品 TEA", "/zh/p/tea#reviews")]
    state = await opened(buyer)
    await call(state, "write", {"stars": "5", "text": "See www.example.com"})
    await call(own, "load")
    assert (own.open, [one.state for one in own.written]) == ([], ["店铺审核后显示。"])
