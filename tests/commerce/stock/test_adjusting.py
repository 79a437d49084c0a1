"""Stock changed by people: never below zero, and the ledger always sums to the level."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import func, select

from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound
from commerce.people.actors import Actor, ActorKind
from commerce.people.models import Staff
from commerce.stock.adjusting import AdjustStock, adjust_stock, set_low_mark
from commerce.stock.models import StockChange
from commerce.stock.queries import levels_of, stock_ledger
from tests.builders import a_product, a_shop, stock_of

CLERK = Actor(ActorKind.STAFF, None, "Chen")

pytestmark = pytest.mark.usefixtures("shop_database")


async def adjust(shop, way, quantity, note="counted", actor=CLERK):
    asked = AdjustStock.parse(
        {"variant_id": shop.variants["TEA"], "way": way, "quantity": quantity, "note": note}
    )
    async with transaction(shop.id) as session:
        return await adjust_stock(session, actor, asked)


async def ledger_sum(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.coalesce(func.sum(StockChange.change), 0)))).one()


async def test_a_level_changes_by_a_difference_or_to_a_count():
    shop = await a_product(await a_shop(), stock=10)
    assert await adjust(shop, "by", -3, "three broke") == 7
    assert await adjust(shop, "to", 12, "counted on Monday") == 12
    assert await adjust(shop, "to", 12, "counted again") == 12
    async with transaction(shop.id) as session:
        entries = await stock_ledger(session, shop.variants["TEA"])
        older = await stock_ledger(session, shop.variants["TEA"], before=entries[0].id, limit=1)
    assert [(e.change, e.level, e.reason, e.note) for e in entries] == [
        (5, 12, "counted", "counted on Monday"),
        (-3, 7, "counted", "three broke"),
        (10, 10, "counted", ""),
    ]
    assert older == entries[1:2]


async def test_the_ledger_names_who_did_it():
    shop = await a_product(await a_shop(), stock=1)
    async with transaction(shop.id) as session:
        person = Staff(email=f"{shop.view.slug}@example.com", name="Chen Jing")
        session.add(person)
    await adjust(shop, "by", 1, actor=Actor(ActorKind.STAFF, person.id, person.name))
    async with transaction(shop.id) as session:
        assert (await stock_ledger(session, shop.variants["TEA"]))[0].staff_name == "Chen Jing"


@pytest.mark.parametrize(("way", "quantity"), [("by", -11), ("to", -1), ("by", 1_000_000)])
async def test_a_level_out_of_range_is_refused_and_nothing_changes(way, quantity):
    shop = await a_product(await a_shop(), stock=10)
    with pytest.raises(InvalidInput) as refused:
        await adjust(shop, way, quantity)
    [problem] = refused.value.problems
    assert (problem.field, problem.code) == ("quantity", "stock_out_of_range")
    assert dict(problem.facts)["left"] == "10"
    assert await stock_of(shop) == await ledger_sum(shop) == 10


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": ""}, "note"),
        ({"note": "   "}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"quantity": "many"}, "quantity"),
        ({"quantity": 10**30}, "quantity"),
        ({"way": "away"}, "way"),
        ({"variant_id": "1"}, "variant_id"),
        ({"price": 1}, "price"),
    ],
)
def test_what_does_not_parse_is_named(changes, field):
    asked = {"variant_id": "01a2058d-3dbc-756f-b0b1-2707a2413a79", "way": "by", "quantity": 1}
    with pytest.raises(InvalidInput) as refused:
        AdjustStock.parse(asked | {"note": "n"} | changes)
    assert refused.value.problems[0].field == field


async def test_another_shops_variant_is_not_found():
    here, there = await a_shop(), await a_product(await a_shop(), stock=5)
    asked = AdjustStock(variant_id=there.variants["TEA"], way="to", quantity=0, note="n")
    async with transaction(here.id) as session:
        with pytest.raises(NotFound):
            await adjust_stock(session, CLERK, asked)
        with pytest.raises(NotFound):
            await set_low_mark(session, there.variants["TEA"], 1)
    assert await stock_of(there) == 5


async def test_the_low_mark_is_kept():
    shop = await a_product(await a_shop(), stock=8)
    async with transaction(shop.id) as session:
        await set_low_mark(session, shop.variants["TEA"], 8)
    async with transaction(shop.id) as session:
        assert (await levels_of(session, shop.variants.values()))[shop.variants["TEA"]].low


async def test_changes_at_once_add_up():
    shop = await a_product(await a_shop(), stock=5)
    outcomes = await asyncio.gather(
        *(adjust(shop, "by", -1) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(outcome, InvalidInput) for outcome in outcomes) == 3
    assert await stock_of(shop) == await ledger_sum(shop) == 0


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(["by", "to"]), st.integers(-6, 6)), max_size=8))
async def test_the_ledger_sums_to_the_level_whatever_is_done(steps):
    shop = await a_product(await a_shop(), stock=3)
    expected = 3
    for way, quantity in steps:
        after = expected + quantity if way == "by" else quantity
        if after < 0:
            with pytest.raises(InvalidInput):
                await adjust(shop, way, quantity)
        else:
            expected = await adjust(shop, way, quantity)
            assert expected == after
    assert await stock_of(shop) == await ledger_sum(shop) == expected
