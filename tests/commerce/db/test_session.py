"""A transaction sees one shop, writes one shop, and tells listeners once it has committed."""

import asyncio

import pytest
from sqlalchemy import union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select, update

from commerce.catalog.models import Category
from commerce.db import live
from commerce.db.session import OtherShop, transaction, transaction_over_all_shops
from commerce.settings import settings
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_shelf(shop, slug="tea"):
    async with transaction(shop.id) as session:
        session.add(Category(slug=slug, name={"en": slug}))


async def shelves(shop):
    async with transaction(shop.id) as session:
        return [row.slug for row in await session.exec(select(Category))]


async def test_a_shop_sees_its_own_rows_alone():
    mine, theirs = await a_shop(), await a_shop()
    await a_shelf(mine, "tea")
    await a_shelf(theirs, "cups")
    assert await shelves(mine) == ["tea"]
    assert await shelves(theirs) == ["cups"]


async def test_each_shop_sees_its_own_rows_through_the_same_kept_statement():
    mine, theirs = await a_shop(), await a_shop()
    await a_shelf(mine, "tea")
    await a_shelf(theirs, "cups")
    other = aliased(Category)
    statements = (
        select(Category.slug),
        select(other.slug).where(col(other.slug) != "none"),
        select(Category.slug).where(col(Category.id).in_(select(other.id))),
        select(Category.slug).join(other, col(other.id) == Category.id),
        union_all(select(Category.slug), select(other.slug)).limit(1),
    )
    for statement in statements:
        for shop, slug in ((mine, "tea"), (theirs, "cups"), (mine, "tea")):
            async with transaction(shop.id) as session:
                assert [row[0] for row in (await session.run(statement)).all()] == [slug]


async def test_over_all_shops_both_are_seen():
    mine, theirs = await a_shop(), await a_shop()
    await a_shelf(mine)
    await a_shelf(theirs)
    async with transaction_over_all_shops() as session:
        count = select(func.count()).select_from(Category)
        found = await session.exec(count.where(col(Category.shop_id).in_([mine.id, theirs.id])))
        assert found.one() == 2


async def test_an_update_stays_in_its_shop():
    mine, theirs = await a_shop(), await a_shop()
    await a_shelf(mine)
    await a_shelf(theirs)
    async with transaction(mine.id) as session:
        await session.exec(update(Category).values(slug="coffee"))
    assert (await shelves(mine), await shelves(theirs)) == (["coffee"], ["tea"])


async def test_a_row_of_another_shop_is_not_written():
    mine, theirs = await a_shop(), await a_shop()
    with pytest.raises(OtherShop):
        async with transaction(mine.id) as session:
            session.add(Category(shop_id=theirs.id, slug="stolen", name={"en": "x"}))
    assert await shelves(theirs) == []


async def test_listeners_hear_of_what_was_committed_and_of_nothing_else():
    shop = await a_shop()
    listening = asyncio.create_task(live.listen(settings().database_url))
    try:
        async with live.following("test:kept") as kept, live.following("test:lost") as lost:
            await asyncio.wait_for(lost.wait(), 10)  # connecting wakes everybody once
            lost.clear()
            await _until_heard(shop, kept)
            with pytest.raises(RuntimeError):
                await _tell_and_fail(shop)
            await _until_heard(shop, kept)
            assert not lost.is_set()
    finally:
        listening.cancel()


async def _tell_and_fail(shop):
    async with transaction(shop.id) as session:
        session.tell("test:lost")
        raise RuntimeError


async def _until_heard(shop, changed):
    """Publish until it is heard: the listener may still be connecting."""
    for _ in range(50):
        async with transaction(shop.id) as session:
            session.tell("test:kept")
        if await live.changed_within(changed, 0.2):
            return
    pytest.fail("nothing was heard")
