"""Reviews in the back office: who may, what is listed, and what becomes of one."""

from uuid import UUID

import pytest

from admin.log.state import LogState
from admin.reviews.state import AnswerState, ReviewsState
from commerce.people.models import Role
from tests.admin.back_office import refused
from tests.builders import BuiltShop, a_product, a_shop
from tests.commerce.reviews.test_reviews import a_buyer, say, shown
from tests.office import Desk, a_desk, call
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")


@pytest.fixture
async def shop() -> BuiltShop:
    return await a_product(await a_shop(), slug="tea", stock=50)


async def listed(desk: Desk, query: str = "") -> ReviewsState:
    state = desk.at(ReviewsState, f"/admin/reviews/{query}")
    await call(state, "load")
    return state


async def a_review(shop: BuiltShop, stars: int = 2, text: str = "Slow") -> UUID:
    return await say(shop, await a_buyer(shop), stars, text)


async def test_one_is_hidden_and_shown_again_and_the_log_says_who_did(shop: BuiltShop):
    review = await a_review(shop)
    desk = await a_desk(shop, Role.CLERK)
    state = await listed(desk)
    assert [(row.product, row.stars, row.text, row.state) for row in state.rows] == [
        ("Product TEA", "2 stars", "Slow", "published")
    ]
    await call(state, "put", str(review), "hidden")
    assert ([row.state for row in state.rows], await shown(shop)) == (["hidden"], [])
    await call(state, "put", str(review), "published")
    assert await shown(shop) == [(2, "Slow")]
    log = (await a_desk(shop)).at(LogState, "/admin/log/")
    await call(log, "load")
    assert [row.act for row in log.rows] == ["Showed or hid a review"] * 2


async def test_what_waits_is_counted_and_listed_alone(shop: BuiltShop):
    await a_review(shop)
    await a_review(shop, 5, "www.example.com")
    desk = await a_desk(shop)
    assert (await listed(desk)).waiting == "1"
    state = await listed(desk, "?state=waiting")
    assert [row.text for row in state.rows] == ["www.example.com"]
    assert (await listed(desk, "?state=hidden")).rows == []


async def test_it_is_answered_below_it(shop: BuiltShop):
    review = await a_review(shop)
    desk = await a_desk(shop)
    state = desk.at(AnswerState, "/admin/reviews/")
    await call(state, "open_panel", str(review))
    assert (state.opened, state.shown.text) == (True, "Slow")
    await call(state, "save", {"answer": "Sorry\nfor that"})
    assert (state.refusal, state.opened) == (None, False)
    assert [row.answer for row in (await listed(desk)).rows] == ["Sorry\nfor that"]


async def test_odd_answers_are_refused_at_the_field(shop: BuiltShop):
    review = await a_review(shop)
    state = (await a_desk(shop)).at(AnswerState, "/admin/reviews/")
    await call(state, "open_panel", str(review))
    await call(state, "save", {"answer": "a\x00b"})
    assert list(refused(state).fields) == ["answer"]
    assert state.opened


async def test_who_may_not_and_another_shop_change_nothing(shop: BuiltShop):
    review = await a_review(shop)
    viewer = await a_desk(shop, Role.VIEWER)
    with pytest.raises(Refused):
        await listed(viewer)
    with pytest.raises(Refused):
        await call(viewer.at(ReviewsState, "/admin/reviews/"), "put", str(review), "hidden")
    other = (await a_desk(await a_shop())).at(ReviewsState, "/admin/reviews/")
    await call(other, "put", str(review), "hidden")
    assert refused(other).code == "not_found"
    assert await shown(shop) == [(2, "Slow")]
