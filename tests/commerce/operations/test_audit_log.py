"""The audit log: an act of staff and its row stay or go together; nothing personal is in it."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.ids import new_id
from commerce.operations.audit_log.noting import note
from commerce.operations.audit_log.queries import LogFilter, logged_acts
from commerce.orders.access import order_by_number
from commerce.orders.cancelling import cancel
from commerce.orders.fulfilling import ShipLines, ship
from commerce.people.models import Membership, Role, Staff
from commerce.people.queries import staff_member
from commerce.shops.models import TaxRate
from commerce.stock.adjusting import AdjustStock, adjust_stock, set_low_mark
from commerce.stock.keys import add_keys
from tests.builders import BuiltShop, a_paid_order, a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_member(shop: BuiltShop, name: str = "Mei"):
    async with transaction(shop.id) as session:
        person = Staff(email=f"{new_id().hex}@example.com", name=name)
        session.add(person)
        await session.flush()
        session.add(Membership(staff_id=person.id, role=Role.MANAGER))
        await session.flush()
        found = await staff_member(session, person.id)
    assert found is not None
    return found


async def acts(shop: BuiltShop, **asked):
    async with transaction(shop.id) as session:
        return (await logged_acts(session, LogFilter(**asked))).acts


async def adjust(shop: BuiltShop, member, quantity: int, sku: str = "TEA") -> None:
    async with transaction(shop.id) as session:
        note(session, member, "StockPanelState.adjust", "req-1")
        told = {"variant_id": shop.variants[sku], "way": "by", "quantity": quantity, "note": "x"}
        await adjust_stock(session, member.actor, AdjustStock.parse(told))


async def test_an_act_leaves_who_what_before_and_after():
    shop = await a_product(await a_shop(), stock=10)
    mei = await a_member(shop)
    await adjust(shop, mei, 3)
    (act,) = await acts(shop)
    assert (act.staff_id, act.staff_name) == (mei.id, "Mei")
    assert (act.act, act.request_id) == ("StockPanelState.adjust", "req-1")
    assert (act.about, act.about_name) == ("products", "TEA")
    (level,) = (one for one in act.changes if one["table"] == "stock")
    assert (level["before"], level["after"]) == ({"available": 10}, {"available": 13})


async def test_an_act_that_is_taken_back_leaves_nothing():
    shop = await a_product(await a_shop(), stock=10)
    mei = await a_member(shop)
    with suppress(RuntimeError):
        async with transaction(shop.id) as session:
            note(session, mei, "Some.act", "")
            session.add(TaxRate(tax_class="x", country="CN", rate_ppm=1, name="VAT"))
            await session.flush()
            raise RuntimeError
    assert await acts(shop) == ()


async def test_what_a_savepoint_takes_back_is_not_told():
    shop = await a_shop()
    mei = await a_member(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "Some.act", "")
        session.add(TaxRate(tax_class="kept", country="CN", rate_ppm=1, name="VAT"))
        with suppress(RuntimeError):
            async with session.begin_nested():
                session.add(TaxRate(tax_class="lost", country="CN", rate_ppm=1, name="VAT"))
                await session.flush()
                raise RuntimeError
    (act,) = await acts(shop)
    assert [one["after"]["tax_class"] for one in act.changes] == ["kept"]


async def test_reading_leaves_nothing():
    shop = await a_product(await a_shop())
    mei = await a_member(shop)
    order = await a_paid_order(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "Some.load", "")
        await order_by_number(session, order.number, lock=True)
    assert await acts(shop) == ()


async def test_an_order_that_is_cancelled_is_named_and_nobody_personal_is():
    shop = await a_product(await a_shop())
    mei = await a_member(shop)
    order = await a_paid_order(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "CancelState.cancel", "")
        row = await order_by_number(session, order.number, lock=True)
        await cancel(session, row, mei.actor, "customer_wish")
    (act,) = await acts(shop, about=order.number.lower())
    assert (act.about, act.about_id, act.about_name) == ("orders", order.id, order.number)
    told = next(one for one in act.changes if one["table"] == "orders")
    assert (told["before"]["status"], told["after"]["status"]) == ("open", "cancelled")
    said = json.dumps(act.changes, ensure_ascii=False)
    assert [
        word for word in ("李雷", "13800138000", "li@example.com", "南京路") if word in said
    ] == []


async def test_a_parcel_tells_its_number():
    shop = await a_product(await a_shop())
    mei = await a_member(shop)
    order = await a_paid_order(shop)
    words = {"carrier": "SF", "tracking_number": "SF77", "lines": {1: 1}}
    async with transaction(shop.id) as session:
        note(session, mei, "ShipState.ship", "")
        command = ShipLines.parse({"request_key": str(uuid4()), **words})
        await ship(session, order.number, command, mei.actor)
    (act,) = await acts(shop)
    parcel = next(one for one in act.changes if one["table"] == "parcels")
    assert (act.about_name, parcel["after"]["tracking_number"]) == (order.number, "SF77")


async def test_what_a_plain_statement_writes_is_noted_and_keys_are_not_told():
    shop = await a_product(await a_shop(), "KEY", stock=0, kind="keys")
    mei = await a_member(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "KeysState.add", "")
        await add_keys(session, mei.actor, shop.variants["KEY"], "SECRET-1\nSECRET-2")
    (act,) = await acts(shop)
    assert {"stock_keys", "stock"} <= {one["table"] for one in act.changes}
    assert act.about_name == "KEY"
    assert "SECRET" not in json.dumps(act.changes)


async def test_the_log_is_searched_by_staff_act_thing_and_period():
    shop = await a_product(await a_product(await a_shop(), stock=9), "CUP", stock=9)
    mei, han = await a_member(shop), await a_member(shop, "Han")
    await adjust(shop, mei, 1)
    await adjust(shop, han, 1, "CUP")
    now = clock.now()
    later, sooner = now + timedelta(minutes=1), now - timedelta(minutes=1)
    assert [act.staff_name for act in await acts(shop)] == ["Han", "Mei"]
    assert [act.about_name for act in await acts(shop, staff_id=mei.id)] == ["TEA"]
    assert [act.staff_name for act in await acts(shop, about="cup")] == ["Han"]
    assert len(await acts(shop, act="StockPanelState.adjust")) == 2
    assert await acts(shop, act="CancelState.cancel") == ()
    assert len(await acts(shop, since=sooner, until=later)) == 2
    assert await acts(shop, since=later) == await acts(shop, until=sooner) == ()


async def test_pages_go_on_where_the_last_one_ended():
    shop = await a_product(await a_shop(), stock=9)
    mei = await a_member(shop)
    for _n in range(3):
        await adjust(shop, mei, 1)
    async with transaction(shop.id) as session:
        first = await logged_acts(session, LogFilter(), limit=2)
        rest = await logged_acts(session, LogFilter(), first.older, limit=2)
    assert (len(first.acts), len(rest.acts), rest.older) == (2, 1, None)
    assert not {act.id for act in first.acts} & {act.id for act in rest.acts}


async def test_a_row_that_is_written_twice_is_told_once():
    shop = await a_product(await a_shop(), stock=9)
    mei = await a_member(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "Some.act", "")
        for low_at in (7, 8):
            await set_low_mark(session, shop.variants["TEA"], low_at)
            await session.flush()
    (act,) = await acts(shop)
    changed = [one for one in act.changes if one["did"] == "changed"]
    assert [(one["before"], one["after"]) for one in changed] == [({"low_at": 5}, {"low_at": 8})]


async def test_another_shop_sees_none_of_it():
    shop = await a_product(await a_shop(), stock=9)
    await adjust(shop, await a_member(shop), 1)
    assert await acts(await a_shop()) == ()


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET act = ''", "DELETE FROM audit_log"])
async def test_the_database_lets_nobody_rewrite_it(shop_database: str, statement: LiteralString):
    shop = await a_product(await a_shop(), stock=9)
    await adjust(shop, await a_member(shop), 1)
    url = shop_database.replace("+psycopg", "", 1)
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error, match="only grows"):
        connection.execute(sql.SQL(statement))


async def test_a_password_is_changed_without_being_told():
    shop = await a_shop()
    mei = await a_member(shop)
    async with transaction(shop.id) as session:
        note(session, mei, "MeState.save", "")
        row = (await session.exec(select(Staff).where(Staff.id == mei.id))).one()
        row.password_hash = "$argon2id$a-hash"
    (act,) = await acts(shop)
    assert (act.about, act.about_id) == ("staff", mei.id)
    assert act.changes == (
        {
            "table": "staff",
            "did": "changed",
            "before": {"password_hash": "•••"},
            "after": {"password_hash": "•••"},
        },
    )
