"""A shop in earnest refuses a demo's leftovers and waits for its owner."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlmodel import col, delete, select

from commerce.db.session import transaction_over_all_shops
from commerce.demo.leftovers import leftovers
from commerce.demo.plans import SHOPS, shop_plan
from commerce.operations.owners import make_owner_link, owner_awaited
from commerce.people.models import LoginTicket, Membership, Staff
from commerce.shops.models import Shop
from tests.own_database import own_database

pytestmark = pytest.mark.usefixtures("unopened")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unopened(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """An installation where nobody has been yet."""
    async with own_database(database_url, "unopened", str(tmp_path_factory.mktemp("unopened"))):
        yield


async def a_demo_clerk(*, password: str | None) -> Staff:
    email = shop_plan(SHOPS[0]).staff[0].email
    staff = Staff(email=email, name="Demo", password_hash=password)
    async with transaction_over_all_shops() as session:
        session.add(staff)
    return staff


async def remove(row: Staff | Shop) -> None:
    async with transaction_over_all_shops() as session:
        await session.delete(await session.merge(row))


async def test_a_demo_log_in_that_works_is_named() -> None:
    assert await leftovers() == []
    staff = await a_demo_clerk(password="$argon2id$")
    assert await leftovers() == [f"demo log-in {staff.email}"]
    await remove(staff)


async def test_a_demo_person_without_a_password_is_harmless() -> None:
    staff = await a_demo_clerk(password=None)
    assert await leftovers() == []
    await remove(staff)


async def test_a_demo_shop_is_named() -> None:
    shop = Shop(slug=SHOPS[1], name="Demo", currency="EUR", time_zone="Europe/Lisbon", country="PT")
    async with transaction_over_all_shops() as session:
        session.add(shop)
    assert await leftovers() == [f"demo shop {SHOPS[1]}"]
    await remove(shop)


async def test_a_link_alone_makes_nobody_owner_a_password_does() -> None:
    assert await owner_awaited()
    link = await make_owner_link("owner@example.com", "My shop")
    assert "/auth/owner?token=" in link
    assert await owner_awaited()
    async with transaction_over_all_shops() as session:
        owner = (await session.exec(select(Staff).where(Staff.email == "owner@example.com"))).one()
        owner.password_hash = "$argon2id$"
    assert not await owner_awaited()
    await forget_everything_of(owner)


async def forget_everything_of(owner: Staff) -> None:
    async with transaction_over_all_shops() as session:
        for table in (LoginTicket, Membership):
            await session.exec(delete(table))
        await session.exec(delete(Shop).where(col(Shop.slug) == "main"))
    await remove(owner)
