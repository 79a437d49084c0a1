"""Statements in the back office: sent in by whoever may, listed, dealt with; the account's form."""

import pytest

from admin.payments.state import PaymentMethodsState
from admin.transfers.state import TransfersState
from commerce.db.session import transaction
from commerce.orders.transfers import take_line
from commerce.payments.bank import transfers_of
from commerce.payments.statements import read_statement
from commerce.people.models import Role
from tests.admin.back_office import at_page, call, refused
from tests.builders import BuiltShop, a_shop
from ui.acting import Refused

pytestmark = pytest.mark.usefixtures("shop_database")
PATH = "/admin/settings/transfers/"
FORM = {"enabled": "on", "position": "90", "most": "", "days": "4"}
ACCOUNT = {"holder": "Lantern", "bank": "Bank of Tea", "number": "DE02"}


async def at_form(shop: BuiltShop) -> PaymentMethodsState:
    state = await at_page(PaymentMethodsState, shop, "/admin/settings/payments/")
    await call(state, "edit", "bank")
    return state


async def test_a_line_that_fits_nothing_says_what_to_do_until_it_is_done():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        [line] = read_statement("date,amount,reference\n2026-11-26,5.00,tea", "CNY")
        await take_line(session, line)
    state = await at_page(TransfersState, shop, PATH)
    await call(state, "load")
    [row] = state.rows
    assert (row.outcome, row.amount, row.href) == ("Names no order of ours", "CN¥5.00", "")
    assert row.advice == "Ask the payer which order it is for, or transfer it back."
    await call(state, "solve", row.line_id)
    assert [(row.advice, row.solved) for row in state.rows] == [("", True)]


async def test_clerks_and_other_shops_deal_with_nothing():
    shop = await a_shop()
    async with transaction(shop.id) as session:
        [line] = read_statement("date,amount,reference\n2026-11-26,5.00,tea", "CNY")
        await take_line(session, line)
    mine = await at_page(TransfersState, shop, PATH)
    await call(mine, "load")
    line_id = mine.rows[0].line_id
    clerk = await at_page(TransfersState, shop, PATH, Role.CLERK)
    with pytest.raises(Refused):
        await call(clerk, "solve", line_id)
    other = await at_page(TransfersState, await a_shop(), PATH)
    await call(other, "solve", line_id)
    assert refused(other).code == "not_found"
    await call(mine, "load")
    assert mine.rows[0].solved is False


async def test_the_account_is_kept_and_needed():
    shop = await a_shop()
    state = await at_form(shop)
    await call(state, "save", FORM)
    assert list(refused(state).fields) == ["number"]
    state = await at_form(shop)
    await call(state, "save", FORM | ACCOUNT)
    assert state.is_open is False
    async with transaction(shop.id) as session:
        found = await transfers_of(session)
    assert found is not None
    assert (found.account.model_dump(), found.days) == (ACCOUNT, 4)
    state = await at_form(shop)
    assert {name: state.form[name] for name in ACCOUNT} == ACCOUNT
