"""Reviews: written by who received it, counted, hidden and answered."""

import asyncio
from uuid import UUID

import pytest

from commerce.catalog.models import Product, Variant
from commerce.catalog.queries import product_cards, product_page
from commerce.catalog.views import Rating
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound
from commerce.orders import fulfilling
from commerce.people.models import Customer
from commerce.people.queries import CustomerView
from commerce.reviews.moderating import AnswerReview, PutReview, answer_review, put_review
from commerce.reviews.queries import (
    may_review,
    reviews_of_product,
    reviews_of_shop,
    to_review,
    waiting_reviews,
)
from commerce.reviews.writing import WriteReview, remove_review, write_review
from tests.builders import CLERK, BuiltShop, a_paid_order, a_product, a_shop
from tests.trading import sent

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_product(await a_shop(), slug="tea", stock=50), "CUP", slug="cup")


async def somebody(shop: BuiltShop) -> CustomerView:
    async with transaction(shop.id) as session:
        row = Customer()
        session.add(row)
        await session.flush()
        return CustomerView.of(row)


async def arrived(shop: BuiltShop, customer_id: UUID, sku: str = "TEA") -> None:
    order = await a_paid_order(shop, sku, customer_id=customer_id)
    parcel = await sent(shop, order.number, {1: 1})
    async with transaction(shop.id) as session:
        await fulfilling.mark_delivered(session, order.number, parcel, CLERK)


async def a_buyer(shop: BuiltShop, sku: str = "TEA") -> CustomerView:
    customer = await somebody(shop)
    await arrived(shop, customer.id, sku)
    return customer


async def say(
    shop: BuiltShop, customer: CustomerView, stars: int, text: str = "", slug: str = "tea"
) -> UUID:
    async with transaction(shop.id) as session:
        command = WriteReview.parse({"stars": stars, "text": text})
        return (await write_review(session, customer, slug, command)).id


async def shown(shop: BuiltShop, slug: str = "tea") -> list[tuple[int, str]]:
    async with transaction(shop.id) as session:
        page = await reviews_of_product(session, slug, "en")
        return [(review.stars, review.text) for review in page.items]


async def rating(shop: BuiltShop) -> Rating:
    """On the product's page, and the same in lists."""
    async with transaction(shop.id) as session:
        page = await product_page(session, shop.view, "tea", "en")
        cards = await product_cards(session, shop.view, "en")
    (card,) = [card for card in cards.items if card.slug == "tea"]
    assert card.rating == page.rating
    return page.rating


async def test_who_received_it_reviews_it_and_its_stars_are_counted(shop: BuiltShop):
    for stars in (5, 4, 4):
        await say(shop, await a_buyer(shop), stars, f"{stars} of them")
    assert await shown(shop) == [(4, "4 of them"), (4, "4 of them"), (5, "5 of them")]
    assert await rating(shop) == Rating(13, 3)
    assert Rating(13, 3).tenths == 43


async def test_who_did_not_receive_it_may_not(shop: BuiltShop):
    stranger, waits, on_its_way, other = [await somebody(shop) for _ in range(4)]
    await a_paid_order(shop, customer_id=waits.id)
    await sent(shop, (await a_paid_order(shop, customer_id=on_its_way.id)).number, {1: 1})
    await arrived(shop, other.id, "CUP")
    for customer in (stranger, waits, on_its_way, other):
        async with transaction(shop.id) as session:
            assert not await may_review(session, customer.id, "tea")
        with pytest.raises(InvalidInput) as refused:
            await say(shop, customer, 1, "Bad")
        assert [(p.field, p.code) for p in refused.value.problems] == [("stars", "not_received")]
    assert await shown(shop) == []
    assert await rating(shop) == Rating()


async def test_a_second_review_takes_the_place_of_the_first(shop: BuiltShop):
    buyer = await a_buyer(shop)
    first = await say(shop, buyer, 1, "Broken")
    assert await say(shop, buyer, 5, "They mended it") == first
    assert await shown(shop) == [(5, "They mended it")]
    assert await rating(shop) == Rating(5, 1)


async def test_two_at_the_same_time_are_one_and_counted_once(shop: BuiltShop):
    buyer = await a_buyer(shop)
    others = [await a_buyer(shop) for _ in range(2)]
    await asyncio.gather(*(say(shop, who, 3) for who in (buyer, buyer, *others)))
    assert await rating(shop) == Rating(9, 3)


@pytest.mark.parametrize(
    "text",
    ["See https://x.example", "www.other.example", "a@b.example", "Call 138 0013 8000", "buy.shop"],
)
async def test_words_that_lead_elsewhere_wait_for_staff(shop: BuiltShop, text: str):
    review = await say(shop, await a_buyer(shop), 5, text)
    assert await shown(shop) == []
    async with transaction(shop.id) as session:
        assert await waiting_reviews(session) == 1
        await put_review(session, review, PutReview.parse({"state": "published"}))
    assert await shown(shop) == [(5, text)]
    assert await rating(shop) == Rating(5, 1)


async def test_what_staff_hide_counts_no_more_and_stays_away_when_it_is_rewritten(shop: BuiltShop):
    buyer = await a_buyer(shop)
    review = await say(shop, buyer, 1, "Rude words")
    await say(shop, await a_buyer(shop), 4)
    async with transaction(shop.id) as session:
        await put_review(session, review, PutReview.parse({"state": "hidden"}))
    assert (await shown(shop), await rating(shop)) == ([(4, "")], Rating(4, 1))
    await say(shop, buyer, 1, "Rude words again")
    assert await shown(shop) == [(4, "")]


async def test_staff_answer_and_change_no_word_of_it(shop: BuiltShop):
    review = await say(shop, await a_buyer(shop), 2, "Slow")
    async with transaction(shop.id) as session:
        await answer_review(session, review, AnswerReview.parse({"answer": " Sorry\r\nfor that "}))
    async with transaction(shop.id) as session:
        (one,) = (await reviews_of_shop(session, "en")).items
        assert (one.stars, one.text, one.answer) == (2, "Slow", "Sorry\nfor that")
        assert one.answered_at is not None
        await answer_review(session, review, AnswerReview.parse({"answer": ""}))
    async with transaction(shop.id) as session:
        (one,) = (await reviews_of_shop(session, "en")).items
        assert (one.answer, one.answered_at) == ("", None)


async def test_one_s_own_is_taken_back(shop: BuiltShop):
    buyer, other = await a_buyer(shop), await somebody(shop)
    await say(shop, buyer, 1)
    async with transaction(shop.id) as session:
        with pytest.raises(NotFound):
            await remove_review(session, other, "tea")
        await remove_review(session, buyer, "tea")
    assert (await shown(shop), await rating(shop)) == ([], Rating())


async def test_what_came_and_was_not_reviewed_is_asked_about(shop: BuiltShop):
    buyer = await a_buyer(shop)
    await arrived(shop, buyer.id, "CUP")
    async with transaction(shop.id) as session:
        assert [one.slug for one in await to_review(session, buyer.id, "en")] == ["cup", "tea"]
    await say(shop, buyer, 5)
    async with transaction(shop.id) as session:
        assert [one.slug for one in await to_review(session, buyer.id, "en")] == ["cup"]


async def test_reviews_come_a_page_at_a_time(shop: BuiltShop):
    for stars in (1, 2, 3):
        await say(shop, await a_buyer(shop), stars)
    async with transaction(shop.id) as session:
        first = await reviews_of_product(session, "tea", "en", limit=2)
        rest = await reviews_of_product(session, "tea", "en", first.older, limit=2)
    assert [one.stars for one in first.items + rest.items] == [3, 2, 1]
    assert rest.older is None


async def test_a_shop_sees_nothing_of_another(shop: BuiltShop):
    other = await a_product(await a_shop(), slug="tea", stock=9)
    review = await say(shop, await a_buyer(shop), 5)
    async with transaction(other.id) as session:
        assert (await reviews_of_product(session, "tea", "en")).items == ()
        assert (await reviews_of_shop(session, "en")).items == ()
        with pytest.raises(NotFound):
            await put_review(session, review, PutReview.parse({"state": "hidden"}))
    assert await shown(shop) == [(5, "")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stars": 0}, "stars"),
        ({"stars": 6}, "stars"),
        ({"stars": "many"}, "stars"),
        ({}, "stars"),
        ({"stars": 5, "text": "x" * 2_001}, "text"),
        ({"stars": 5, "text": "a\x00b"}, "text"),
        ({"stars": 5, "text": "a\u202eb"}, "text"),
        ({"stars": 5, "text": "\ud800"}, "text"),
        ({"stars": 5, "text": ["a"]}, "text"),
        ({"stars": 5, "state": "published"}, "state"),
    ],
)
def test_odd_reviews_are_refused_at_their_field(given: dict[str, object], field: str):
    with pytest.raises(InvalidInput) as refused:
        WriteReview.parse(given)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_many_empty_lines_become_one():
    assert WriteReview.parse({"stars": 5, "text": " a\n\n\n\n\nb \r\nc"}).text == "a\n\nb\nc"


async def test_orders_go_on_while_a_review_is_written(shop: BuiltShop):
    buyer = await a_buyer(shop)
    async with transaction(shop.id) as session:
        await write_review(session, buyer, "tea", WriteReview(stars=5))
        await asyncio.wait_for(a_paid_order(shop), 10)
        variant = await session.get(Variant, shop.variants["TEA"])
        assert variant is not None
        assert await session.get(Product, variant.product_id) is not None
