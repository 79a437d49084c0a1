"""The ledger: written with what it is about, in balance, and never changed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import CommerceError
from commerce.money import Money
from commerce.orders import cancelling, expiring, paying, refunding
from commerce.orders.access import order_by_number
from commerce.orders.refund_pieces import RefundLine
from commerce.payments.gateways import PaymentReport, RefundReport
from commerce.payments.ledger import LedgerEntry, balances
from commerce.payments.models import AttemptState, Refund, RefundState
from tests.builders import CLERK, a_payment, a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")


async def books_of(shop, number):
    """Account -> minor units, of one order."""
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        found = await balances(session, order.id)
    assert {balance.amount.currency for balance in found} <= {"CNY"}
    return {balance.account: balance.amount.minor for balance in found}


async def attempt(shop, number):
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_number(session, number), AttemptState.PENDING)
        session.add(payment)
    return payment


async def tell(payment, status: Any = "succeeded"):
    report = PaymentReport(
        provider_ref=payment.provider_ref,
        reference=str(payment.id),
        status=status,
        amount=Money(payment.amount_minor, payment.currency),
        at=clock.now(),
        event_id=f"{payment.id}-{status}",
    )
    return await paying.apply_report(report, "sandbox", {})


async def ask_back(shop, number):
    """Ask for one piece of the first line."""
    async with transaction(shop.id) as session:
        wanted = [RefundLine(1, 1, restock=False)]
        return await refunding.refund_lines(
            session, number, wanted, delivery=False, reason="", actor=CLERK
        )


async def tell_of(refund, status: Any):
    amount = Money(refund.amount_minor, refund.currency)
    told = RefundReport(f"rf_{refund.id}", "", str(refund.id), status, amount, clock.now())
    return await refunding.apply_refund(told, "sandbox")


async def test_a_capture_is_cash_at_its_provider_and_a_sale():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    payment = await attempt(shop, placed.number)
    assert await books_of(shop, placed.number) == {}
    assert await tell(payment) == "paid"
    total = payment.amount_minor
    assert await books_of(shop, placed.number) == {"provider:sandbox": total, "sales": -total}
    assert await tell(payment) == "repeated"
    assert await books_of(shop, placed.number) == {"provider:sandbox": total, "sales": -total}


async def test_a_payment_that_fails_leaves_no_entry():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    assert await tell(await attempt(shop, placed.number), "failed") == "failed"
    assert await books_of(shop, placed.number) == {}


async def test_a_refund_is_owed_until_its_provider_has_paid_it_out():
    shop = await a_product(await a_shop())
    placed = await an_order(shop, quantity=2)
    payment = await attempt(shop, placed.number)
    await tell(payment)
    refund = await ask_back(shop, placed.number)
    total, back = payment.amount_minor, refund.amount_minor
    owed = {"provider:sandbox": total, "sales": -total, "refunds": back, "refunds_due": -back}
    assert await books_of(shop, placed.number) == owed
    await tell_of(refund, "failed")
    assert await books_of(shop, placed.number) == owed
    await tell_of(refund, "succeeded")
    paid_out = owed | {"provider:sandbox": total - back, "refunds_due": 0}
    assert await books_of(shop, placed.number) == paid_out
    assert await tell_of(refund, "succeeded") == "repeated"
    assert await books_of(shop, placed.number) == paid_out


async def test_what_was_paid_twice_is_captured_twice_and_owed_once():
    shop = await a_product(await a_shop())
    placed = await an_order(shop)
    first, second = await attempt(shop, placed.number), await attempt(shop, placed.number)
    assert [await tell(first), await tell(second)] == ["paid", "paid_twice"]
    each = first.amount_minor
    assert await books_of(shop, placed.number) == {
        "provider:sandbox": 2 * each,
        "sales": -2 * each,
        "refunds": each,
        "refunds_due": -each,
    }


async def test_what_came_too_late_and_found_no_stock_is_captured_and_owed():
    shop = await a_product(await a_shop(), stock=1)
    placed = await an_order(shop)
    payment = await attempt(shop, placed.number)
    with clock.at(clock.now() + timedelta(hours=1)):
        await expiring.expire_unpaid()
    await an_order(shop)
    assert await tell(payment) == "refunded_late"
    books = await books_of(shop, placed.number)
    assert books["sales"] + books["refunds"] == 0 != books["sales"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
        "UPDATE ledger_entries SET at = at WHERE false",
    ],
)
async def test_an_entry_is_never_changed(statement):
    shop = await a_product(await a_shop())
    await tell(await attempt(shop, (await an_order(shop)).number))
    with pytest.raises(IntegrityError, match="never changed"):
        async with transaction(shop.id) as session:
            await session.run(text(statement))


@pytest.mark.parametrize(
    ("debit", "credit", "minor"),
    [("sales", "sales", 5), ("sales", "refunds", 0), ("sales", "refunds", -5), ("x", "sales", 5)],
)
async def test_an_entry_out_of_balance_is_refused(debit, credit, minor):
    shop = await a_shop()
    entry = LedgerEntry(
        source_id=shop.id,
        kind="captured",
        order_id=shop.id,
        debit=debit,
        credit=credit,
        amount_minor=minor,
        currency="CNY",
        at=clock.now(),
    )
    with pytest.raises(IntegrityError, match="ledger_entries_"):
        async with transaction(shop.id) as session:
            session.add(entry)


async def test_one_shop_does_not_see_the_books_of_another():
    shop, other = await a_product(await a_shop()), await a_shop()
    await tell(await attempt(shop, (await an_order(shop)).number))
    async with transaction(other.id) as session:
        assert await balances(session) == []


OFTEN = [
    "pay",
    "pay",
    "ask_back",
    "refund",
    "refund",
]  # or most stories would have no money in them
MOVES = st.lists(
    st.sampled_from([*OFTEN, "pay_other", "decline", "expire", "cancel", "lose"]),
    min_size=5,
    max_size=12,
)


@settings(max_examples=25)
@given(MOVES)
async def test_whatever_happens_in_whatever_order_the_ledger_is_captures_less_refunds(moves):
    shop = await a_product(await a_shop(), stock=3)
    placed = await an_order(shop, quantity=2)
    first, second = await attempt(shop, placed.number), await attempt(shop, placed.number)
    for move in moves:
        try:
            await _do(move, shop, placed.number, first, second)
        except CommerceError:  # this move is not legal now: nothing of it may stay
            continue
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
        refunds = select(Refund).where(Refund.order_id == order.id)
        back = (await session.exec(refunds)).all()
    gone = sum(r.amount_minor for r in back if r.state == RefundState.SUCCEEDED)
    books = await books_of(shop, placed.number)
    assert sum(books.values()) == 0
    assert books.get("sales", 0) == -order.paid_minor
    assert books.get("refunds", 0) == order.refunded_minor
    assert books.get("provider:sandbox", 0) == order.paid_minor - gone
    assert books.get("refunds_due", 0) == gone - order.refunded_minor


async def _do(move, shop, number, first, second):
    match move:
        case "pay":
            await tell(first)
        case "pay_other":
            await tell(second)
        case "decline":
            await tell(first, "failed")
        case "expire":
            with clock.at(clock.now() + timedelta(hours=3)):
                await expiring.expire_unpaid()
        case "cancel":
            async with transaction(shop.id) as session:
                order = await order_by_number(session, number, lock=True)
                await cancelling.cancel(session, order, CLERK)
        case "ask_back":
            await ask_back(shop, number)
        case _:
            await _settle_all(shop, number, "succeeded" if move == "refund" else "failed")


async def _settle_all(shop, number, status):
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        found = (await session.exec(select(Refund).where(Refund.order_id == order.id))).all()
    for refund in found:
        await tell_of(refund, status)
