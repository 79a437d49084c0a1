"""A shop that went through all that happens to orders, in a database that each test may break."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from commerce import clock
from commerce.campaigns.platforms import CampaignReport, Status
from commerce.campaigns.queries import campaigns_of
from commerce.catalog.models import Variant
from commerce.db.session import dispose, transaction
from commerce.ids import joined_ids
from commerce.money import Money
from commerce.operations.auditing import acknowledgements
from commerce.operations.auditing.audit import Finding, judge
from commerce.operations.auditing.books import Books, Violation
from commerce.orders import (
    campaigning,
    cancelling,
    fulfilling,
    notices,
    paying,
    refunding,
    serving,
)
from commerce.orders.access import order_by_number
from commerce.orders.fulfilling import ShipLines
from commerce.orders.refund_pieces import RefundLine
from commerce.payments.gateways import PaymentReport, RefundReport
from commerce.payments.models import AttemptState
from commerce.queue import connection_url, queue
from commerce.settings import settings
from commerce.stock.keys import add_keys
from tests.builders import (
    CLERK,
    BuiltShop,
    a_coupon,
    a_payment,
    a_product,
    a_shop,
    an_order,
)
from tests.own_database import own_database


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def traded(database_url: str, tmp_path_factory: pytest.TempPathFactory):
    """The URL of a database in which orders went every way; nobody is connected to it."""
    folder = str(tmp_path_factory.mktemp("traded"))
    async with own_database(database_url, "traded", folder):
        async with queue.open_async():
            shop = await a_product(await a_product(await a_shop(), stock=50), "CUP", stock=50)
            await trade(shop)
            await serve(shop)
            await a_product(await a_shop())
        url = settings().database_url
        await dispose()
        yield url


async def trade(shop: BuiltShop) -> None:
    """One order each: unpaid, ended, paid, late, twice, sent, arrived, refunded, called off."""
    await an_order(shop, key="order-unpaid")
    await ended(shop)
    await paid(shop, key="order-paid")
    late = await ended(shop)
    await pay(shop, late)
    twice = await paid(shop)
    await pay(shop, twice)
    await send_back(shop, twice)
    await sent(shop, await paid(shop, quantity=3), {1: 1})
    arrived = await paid(shop, sku="CUP", quantity=2, key="order-arrived")
    parcel = await sent(shop, arrived, {1: 2})
    async with transaction(shop.id) as session:
        await fulfilling.mark_delivered(session, arrived, parcel, CLERK)
    await refunded(shop, await paid(shop, quantity=2, key="order-refunded"))
    await called_off(shop, await paid(shop, sku="CUP"))
    await reduced(shop)
    await all_told(shop)


async def reduced(shop: BuiltShop) -> None:
    """By a coupon: an order of two lines, another person's, and one that was never paid."""
    await a_coupon(shop, total_most=9, customer_most=1)
    both = [{"sku": "TEA", "quantity": 1}, {"sku": "CUP", "quantity": 1}]
    await paid(shop, key="order-reduced", lines=both, coupon="SAVE")
    han, mei = [{"name": "Han", "phone": f"1380013800{n}"} for n in (2, 3)]
    await an_order(shop, key="order-other", coupon="SAVE", contact=han)
    await ended(shop, key="order-given-back", coupon="SAVE", contact=mei)


async def serve(shop: BuiltShop) -> None:
    """Of three keys one is given; of a campaign 620 of 1,000 are delivered."""
    with_keys = await a_product(shop, "KEY", stock=0, kind="keys")
    shop = await a_product(with_keys, "VIEWS", stock=0, kind="promotion")
    async with transaction(shop.id) as session:
        found = await session.exec(refunding.select(Variant).filter_by(sku="VIEWS"))
        found.one().units = 1_000
        key = (await session.exec(refunding.select(Variant).filter_by(sku="KEY"))).one()
        await add_keys(session, CLERK, key.id, "A1\nB2\nC3")
    nowhere = {"address": None, "delivery_method": None}
    lines = [{"sku": "KEY", "quantity": 1, "inputs": {}}]
    keyed = await paid(shop, lines=lines, key="order-keys", **nowhere)
    asked = {"platform": "youtube", "link": "https://youtu.be/abc", "contact": "li@example.com"}
    lines = [{"sku": "VIEWS", "quantity": 1, "inputs": asked}]
    shown = await paid(shop, lines=lines, key="order-campaign", **nowhere)
    async with transaction(shop.id) as session:
        for number in (keyed, shown):
            await serving.serve(session, await order_by_number(session, number, lock=True))
    async with transaction(shop.id) as session:
        order = await order_by_number(session, shown, lock=True)
        campaign = (await campaigns_of(session, order.id, lock=True))[0]
        campaign.provider = "sandbox"
        await campaigning.set_going(session, order, campaign)
    told: list[tuple[int, Status]] = [(300, "running"), (620, "ended")]
    for delivered, status in told:
        report = CampaignReport("c_1", str(campaign.id), status, delivered)
        await campaigning.apply_report(report, "sandbox")
    await send_back(shop, shown)
    await all_told(shop)


async def ended(shop: BuiltShop, **asked: Any) -> str:
    words: dict[str, Any] = {"sku": "CUP"} | asked
    placed = await an_order(shop, **words)
    with clock.at(clock.now() + timedelta(hours=1)):
        async with transaction(shop.id) as session:
            order = await order_by_number(session, placed.number, lock=True)
            await cancelling.cancel(session, order, CLERK)
    return placed.number


async def paid(shop: BuiltShop, **order: Any) -> str:
    placed = await an_order(shop, **order)
    await pay(shop, placed.number)
    return placed.number


async def pay(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_number(session, number), AttemptState.PENDING)
        session.add(payment)
    report = PaymentReport(
        provider_ref=payment.provider_ref or "",
        reference=str(payment.id),
        status="succeeded",
        amount=Money(payment.amount_minor, payment.currency),
        at=clock.now(),
        event_id=f"evt-{payment.id}",
    )
    await paying.apply_report(report, "sandbox", {})


async def sent(shop: BuiltShop, number: str, lines: dict[int, int]):
    words = {"carrier": "SF", "tracking_number": "SF1"}
    command = ShipLines.parse({"request_key": str(uuid4()), "lines": lines, **words})
    async with transaction(shop.id) as session:
        return (await fulfilling.ship(session, number, command, CLERK)).id


async def refunded(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        refund = await refunding.refund_lines(
            session,
            number,
            [RefundLine(1, 1, restock=True)],
            delivery=True,
            reason="broken",
            actor=CLERK,
        )
    await settle(refund)


async def send_back(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        found = await session.exec(refunding.select(refunding.Refund).filter_by(order_id=order.id))
        refund = found.one()
    await settle(refund)


async def called_off(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number, lock=True)
        await cancelling.cancel(session, order, CLERK)


async def settle(refund: refunding.Refund) -> None:
    amount = Money(refund.amount_minor, refund.currency)
    report = RefundReport(f"rf_{refund.id}", "", str(refund.id), "succeeded", amount, clock.now())
    await refunding.apply_refund(report, "sandbox")


async def all_told(shop: BuiltShop) -> None:
    """As the job does; none waits afterwards."""
    with psycopg.connect(connection_url(), autocommit=True) as connection:
        orders = [order_id for (order_id,) in connection.execute("SELECT id FROM orders")]
        await notices.notify(str(shop.id), joined_ids(orders))
        connection.execute("DELETE FROM procrastinate_jobs")


@dataclass
class Desk:
    """A connection to those books: what is done to them, and the audit of what they are then."""

    connection: psycopg.Connection[Any]

    def __call__(self, statement: Any, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def audit(self, acknowledged: Path | None = None, shown: int = 20) -> list[Finding]:
        if acknowledged:
            acknowledgements.load(self.connection, acknowledged)
        books = Books(self.connection, acknowledged is not None)
        return judge(books, shown, lambda _rule: None)

    def broken(self, acknowledged: Path | None = None) -> dict[str, list[Violation]]:
        """Rule -> what breaks it, of the rules that do not hold."""
        found = self.audit(acknowledged)
        return {one.rule.name: list(one.shown) for one in found if one.violations}


@pytest.fixture
def books(traded: str) -> Iterator[Desk]:
    """The traded books in a transaction that is rolled back."""
    with psycopg.connect(traded.replace("+psycopg", "", 1)) as connection:
        yield Desk(connection)
        connection.rollback()


@pytest.fixture
def own_books(traded: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A copy of the traded books is the database of the settings; what is done is committed."""
    plain = traded.replace("+psycopg", "", 1)
    head, _, query = plain.partition("?")
    server_url, _, source = head.rpartition("/")
    names = sql.Identifier(f"{source}_copy"), sql.Identifier(source)
    with psycopg.connect(f"{server_url}/postgres?{query}", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    monkeypatch.setenv("DATABASE_URL", f"{head}_copy?{query}")
    settings.cache_clear()
    with psycopg.connect(f"{head}_copy?{query}", autocommit=True) as connection:
        yield Desk(connection)
    settings.cache_clear()
