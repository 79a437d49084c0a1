"""Bank transfers: waited for by days, matched by number and amount, each line taken once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from commerce import clock
from commerce.db.session import transaction
from commerce.errors import InvalidInput, MoveRefused
from commerce.money import Money
from commerce.orders import expiring, refunding
from commerce.orders.access import order_by_number
from commerce.orders.paying import start_payment
from commerce.orders.queries import order_view
from commerce.orders.transfers import newest_lines, solve, take_line
from commerce.payments.bank import BankAccount
from commerce.payments.ledger import Balance, balances
from commerce.payments.models import BankLine
from commerce.payments.statements import StatementLine, read_statement
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import ShopView, shop_by_id
from tests.builders import BuiltShop, a_product, a_shop, an_order, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")
ACCOUNT = BankAccount(holder="Test shop", bank="Test bank", number="DE02 1203 0000")


async def with_transfers(shop: BuiltShop, days: int = 3) -> ShopView:
    """The shop as it is once it takes transfers."""
    async with transaction(shop.id) as session:
        way = PaymentMethod(code="bank", enabled=True, position=90, days=days)
        way.details_sealed = ACCOUNT.sealed()
        session.add(way)
        await session.flush()
        return await shop_by_id(session, shop.id)


async def a_waiting_order(shop: BuiltShop) -> str:
    """An order that waits for a transfer of 18.00."""
    view = await with_transfers(shop)
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
    await start_payment(view, order, "bank", "en")
    return placed.number


def a_line(number: str, minor: int = 1_800, key: str = "id:1") -> StatementLine:
    return StatementLine(key, date(2026, 11, 26), minor, "CNY", f"Order {number}", "Li Lei")


async def taken(shop: BuiltShop, *lines: StatementLine) -> list[str | None]:
    outcomes: list[str | None] = []
    for line in lines:
        async with transaction(shop.id) as session:
            outcomes.append(await take_line(session, line))
    return outcomes


async def seen(shop: BuiltShop, number: str):
    async with transaction(shop.id) as session:
        return await order_view(session, await order_by_number(session, number), "en")


async def test_the_order_is_told_the_account_and_holds_its_stock_for_days():
    shop = await a_product(await a_shop())
    number = await a_waiting_order(shop)
    view = await seen(shop, number)
    assert (view.payment_status, view.transfer) == ("unpaid", ACCOUNT)
    assert view.hold_expires_at - view.placed_at >= timedelta(days=3)
    with clock.at(clock.now() + timedelta(days=2)):
        await expiring.expire_unpaid()
    assert (await seen(shop, number)).status == "open"
    with clock.at(clock.now() + timedelta(days=4)):
        await expiring.expire_unpaid()
    assert ((await seen(shop, number)).status, await stock_of(shop)) == ("cancelled", 10)


async def test_without_an_account_there_are_no_transfers():
    shop = await a_product(await a_shop())
    async with transaction(shop.id) as session:
        session.add(PaymentMethod(code="bank", enabled=True, position=90))
        await session.flush()
        view = await shop_by_id(session, shop.id)
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number)
    with pytest.raises(InvalidInput):
        await start_payment(view, order, "bank", "en")
    assert (await seen(shop, placed.number)).payments == ()


async def test_the_account_lies_sealed_in_the_database():
    shop = await a_shop()
    await with_transfers(shop)
    async with transaction(shop.id) as session:
        kept = (await session.exec(select(PaymentMethod.details_sealed))).one()
    assert kept is not None
    assert b"1203" not in kept


async def test_a_line_that_fits_pays_the_order_once_however_often_it_comes():
    shop = await a_product(await a_shop())
    number = await a_waiting_order(shop)
    assert await taken(shop, a_line(number), a_line(number)) == ["matched", None]
    view = await seen(shop, number)
    assert (view.payment_status, view.paid, view.transfer) == ("paid", view.total, None)
    assert [event.kind for event in view.events] == ["placed", "transfer_asked", "paid"]
    async with transaction(shop.id) as session:
        assert await balances(session, view.id) == [
            Balance("provider:bank", Money(1_800, "CNY")),
            Balance("sales", Money(-1_800, "CNY")),
        ]


@pytest.mark.parametrize(("minor", "outcome"), [(1_799, "partial"), (1_801, "over")])
async def test_another_amount_is_listed_until_somebody_has_dealt_with_it(minor: int, outcome: str):
    shop = await a_product(await a_shop())
    number = await a_waiting_order(shop)
    assert await taken(shop, a_line(number, minor)) == [outcome]
    assert (await seen(shop, number)).payment_status == "unpaid"
    async with transaction(shop.id) as session:
        [line] = await newest_lines(session)
        assert (line.open, line.order_number, line.payer) == (True, number, "Li Lei")
        await solve(session, line.id)
    async with transaction(shop.id) as session:
        assert [line.open for line in await newest_lines(session)] == [False]


async def test_a_second_transfer_and_one_for_nobody_are_listed():
    shop = await a_product(await a_shop())
    number = await a_waiting_order(shop)
    lines = [a_line(number, key=f"id:{n}") for n in (1, 2)]
    lines.append(a_line("ABC", key="id:3"))
    assert await taken(shop, *lines) == ["matched", "doubled", "unknown"]
    view = await seen(shop, number)
    assert (view.paid, len(view.payments)) == (view.total, 1)
    async with transaction(shop.id) as session:
        assert [line.outcome for line in await newest_lines(session)] == [
            "unknown",
            "doubled",
            "matched",
        ]


async def test_a_line_names_orders_of_its_own_shop_alone_in_their_currency():
    shop, other = await a_product(await a_shop()), await a_shop()
    number = await a_waiting_order(shop)
    assert await taken(other, a_line(number)) == ["unknown"]
    foreign = StatementLine("id:9", date(2026, 11, 26), 1_800, "EUR", number, "")
    assert await taken(shop, foreign) == ["unknown"]
    assert (await seen(shop, number)).payment_status == "unpaid"


async def test_one_that_comes_after_the_order_ended_takes_stock_again_or_goes_back_by_hand():
    shop = await a_product(await a_shop(), stock=1)
    number = await a_waiting_order(shop)
    with clock.at(clock.now() + timedelta(days=4)):
        await expiring.expire_unpaid()
    assert await taken(shop, a_line(number)) == ["matched"]
    assert (await seen(shop, number)).status == "open"
    sold_out = await a_product(await a_shop(), stock=1)
    gone = await a_waiting_order(sold_out)
    with clock.at(clock.now() + timedelta(days=4)):
        await expiring.expire_unpaid()
    await an_order(sold_out)
    assert await taken(sold_out, a_line(gone)) == ["matched"]
    view = await seen(sold_out, gone)
    assert (view.status, [refund.by_hand for refund in view.refunds]) == ("cancelled", [True])
    await refunding.send_refund(str(sold_out.id), str(view.refunds[0].id))
    assert (await seen(sold_out, gone)).refunds[0].state == "requested"


async def test_a_line_that_counted_is_not_dealt_with_by_hand():
    shop = await a_product(await a_shop())
    await taken(shop, a_line(await a_waiting_order(shop)))
    async with transaction(shop.id) as session:
        line = (await session.exec(select(BankLine))).one()
    with pytest.raises(MoveRefused):
        async with transaction(shop.id) as session:
            await solve(session, line.id)


async def test_two_orders_in_one_line_are_nobodys():
    shop = await a_product(await a_shop())
    number = await a_waiting_order(shop)
    second = (await an_order(shop)).number
    assert await taken(shop, a_line(f"{number} {second}", 3_600)) == ["unknown"]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("Date,Amount,Reference\n2026-11-26,18.00,R", 1_800),
        ('date;amount;description\n26.11.2026;"1.234,50";R', 123_450),
        ('日期,交易金额,附言,流水号\n20261126,"1,234.5",R,77', 123_450),
        ("date\tamount\treference\n26/11/2026\t+7\tR", 700),
        ('date,payer,amount,reference\n2026-11-26,"Li\nLei",18.00,R', 1_800),
    ],
)
def test_statements_of_several_countries_are_read(text: str, minor: int):
    [line] = read_statement(text, "CNY")
    assert (line.booked_on, line.amount_minor, line.text) == (date(2026, 11, 26), minor, "R")


def test_what_goes_out_is_left_and_two_alike_are_two():
    head = "date,amount,reference\n"
    text = head + "2026-11-26,-5.00,fee\n2026-11-26,5.00,R\n\n2026-11-26,5.00,R\n"
    first, second = read_statement(text, "CNY")
    assert first.key != second.key
    assert [line.key for line in read_statement(text, "CNY")] == [first.key, second.key]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_columns"),
        ("a,b\n1,2", "no_columns"),
        ("date,amount,reference\n2026-11-26,many,R", "statement_line"),
        ("date,amount,reference\nsoon,1,R", "statement_line"),
        ("date,amount,reference\n2026-11-26,1.005,R", "statement_line"),
        ("date,amount,reference\n2026-11-26", "statement_line"),
        ("date,amount,reference,currency\n2026-11-26,1,R,QQQ", "statement_line"),
        ("date,amount,reference\n2026-11-26,1,R\0", "statement_line"),
        ("date,amount,reference\n2026-11-26,1," + 140_000 * "R", "statement_line"),
        ("date,amount,reference" + 2_001 * "\n2026-11-26,1,R", "too_many_lines"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_read(text: str, code: str):
    with pytest.raises(InvalidInput) as refusal:
        read_statement(text, "CNY")
    assert refusal.value.problems[0].code == code
