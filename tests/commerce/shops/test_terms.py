"""Terms: each publication is kept, and a stale one is refused."""

from dataclasses import replace
from datetime import date

import pytest

from commerce.db.session import transaction
from commerce.errors import InvalidInput, StaleEdit
from commerce.orders.access import order_by_number
from commerce.shops.queries import forget_shops, shop_at
from commerce.shops.terms import PublishTerms, publish_terms, terms_of, version_after
from tests.builders import a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


async def published(shop, text: str, version: str) -> str:
    async with transaction(shop.id) as session:
        return (await publish_terms(session, PublishTerms(version, {"en": text}))).version


async def test_an_order_keeps_the_terms_that_it_was_placed_under():
    shop = await a_product(await a_shop())
    first = await published(shop, "First words", shop.view.terms_version)
    forget_shops()
    placed = await an_order(replace(shop, view=await shop_at(shop.host)))
    second = await published(shop, "Second words", first)
    assert first != second
    async with transaction(shop.id) as session:
        before, after = await terms_of(session, first), await terms_of(session, second)
        assert before
        assert after
        assert (await order_by_number(session, placed.number)).terms_version == first
        assert (before.spoken("zh"), after.spoken("en")) == ("First words", "Second words")
    forget_shops()
    assert (await shop_at(shop.host)).terms_version == second


async def test_terms_published_meanwhile_are_shown_and_nothing_is_written():
    shop = await a_shop()
    first = await published(shop, "Theirs", shop.view.terms_version)
    with pytest.raises(StaleEdit) as stale:
        await published(shop, "Mine", shop.view.terms_version)
    assert stale.value.theirs == {"text.en": "Theirs", "text.zh": ""}
    async with transaction(shop.id) as session:
        kept = await terms_of(session, first)
    assert kept
    assert kept.text == {"en": "Theirs"}


async def test_the_same_words_again_are_no_new_version():
    shop = await a_shop()
    first = await published(shop, "Words", shop.view.terms_version)
    assert await published(shop, "Words", first) == first


async def test_another_shop_does_not_see_them():
    shop, other = await a_shop(), await a_shop()
    version = await published(shop, "Ours", shop.view.terms_version)
    async with transaction(other.id) as session:
        assert await terms_of(session, version) is None


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({}, "text.en", "missing"),
        ({"text.en": " \n "}, "text.en", "missing"),
        ({"text.zh": "x" * 20_001}, "text.zh", "string_too_long"),
        ({"text.en": "a\u202eb"}, "text.en", "control_characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(given, field, code):
    with pytest.raises(InvalidInput) as wrong:
        PublishTerms.parse(given, "2026-11")
    assert [(each.field, each.code) for each in wrong.value.problems] == [(field, code)]


def test_versions_are_named_by_their_day_and_never_twice():
    day = date(2026, 11, 25)
    assert version_after("2026-11", day) == "2026-11-25"
    assert version_after("2026-11-25", day) == "2026-11-25.2"
    assert version_after("2026-11-25.2", day) == "2026-11-25.3"
    assert version_after("2026-11-25.2", date(2026, 11, 26)) == "2026-11-26"
