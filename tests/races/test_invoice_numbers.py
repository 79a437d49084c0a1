"""Thirty invoices at once, some of which fail: numbered without a gap, with its control."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce.db.session import transaction
from commerce.errors import MoveRefused
from commerce.orders import invoicing
from commerce.orders.access import order_by_id
from commerce.orders.invoicing import number_invoice
from commerce.orders.models import InvoiceNumber
from tests.builders import a_paid_order, a_product, a_shop, an_order

pytestmark = [pytest.mark.usefixtures("shop_database"), pytest.mark.race]
ORDERS = 30


class GivenUp(Exception):
    """Something after the number failed."""


async def invoiced(shop, order_id, *, fails: bool = False) -> str:
    async with transaction(shop.id) as session:
        row = await number_invoice(session, shop.view, await order_by_id(session, order_id))
        if fails:
            raise GivenUp
        return str(row)


async def numbers_of(shop) -> list[int]:
    async with transaction(shop.id) as session:
        statement = select(InvoiceNumber.n).order_by(col(InvoiceNumber.n))
        return list((await session.exec(statement)).all())


async def rush(shop) -> list[object]:
    placed = [await a_paid_order(shop) for _ in range(ORDERS)]
    tries = (invoiced(shop, each.id, fails=n % 3 == 0) for n, each in enumerate(placed))
    return await asyncio.gather(*tries, return_exceptions=True)


async def test_numbers_have_no_gap_whatever_fails():
    shop, other = await a_product(await a_shop(), stock=99), await a_product(await a_shop())
    outcomes = await rush(shop)
    assert sum(isinstance(each, GivenUp) for each in outcomes) == ORDERS // 3
    assert await numbers_of(shop) == list(range(1, ORDERS - ORDERS // 3 + 1))
    await invoiced(other, (await a_paid_order(other)).id)
    assert await numbers_of(other) == [1]  # each shop counts for itself


async def test_an_order_has_one_invoice_and_an_unpaid_one_none():
    shop = await a_product(await a_shop())
    paid, unpaid = await a_paid_order(shop), await an_order(shop)
    same = await asyncio.gather(*(invoiced(shop, paid.id) for _ in range(5)))
    assert len(set(same)) == 1
    with pytest.raises(MoveRefused):
        await invoiced(shop, unpaid.id)
    assert await numbers_of(shop) == [1]


async def test_control_without_the_lock_two_want_the_same_number(monkeypatch):
    monkeypatch.setattr(invoicing, "_LOCK", text("SELECT CAST(:what AS text)"))
    shop = await a_product(await a_shop(), stock=99)
    outcomes = await rush(shop)
    assert any(isinstance(each, IntegrityError) for each in outcomes)
